import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countLineEnds } from '../count-lines.ts';

it('counts line ends of all kinds, wherever they stand', () => {
  const text = fc.array(fc.constantFrom('\n', '\r', '\r\n', 'a', 'bcde', '\u008d\u008a'), { maxLength: 60 });
  fc.assert(
    fc.property(text, fc.nat(3), (parts, offset) => {
      const whole = parts.join('');
      const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(whole, 'latin1')]).subarray(offset);
      expect(countLineEnds(bytes)).toBe(whole.split(/\r\n|\r|\n/).length - 1);
    }),
    { numRuns: 2000 },
  );
});
