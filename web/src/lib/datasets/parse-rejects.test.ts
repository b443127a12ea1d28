import { expect, test } from 'vitest';
import { parseRejects } from './parse-rejects.ts';

const HEAD = 'line,column,value,reason\n';

test('rows are read with quotes, commas and line breaks in their values', () => {
  const { rows, more } = parseRejects(
    `${HEAD}3,KNR,20241,not a KNR (YYYY-NNNNNNN)\n17,"DATA (sheet A, 2)","a ""b""\r\nc",not a date\n`,
    200,
    true,
  );
  expect(rows).toEqual([
    { line: '3', column: 'KNR', value: '20241', reason: 'not a KNR (YYYY-NNNNNNN)' },
    { line: '17', column: 'DATA (sheet A, 2)', value: 'a "b"\r\nc', reason: 'not a date' },
  ]);
  expect(more).toBe(false);
});

test('no more than asked for, and said that there are more', () => {
  const text = `${HEAD}1,A,,x\n2,A,,x\n3,A,,x\n`;
  expect(parseRejects(text, 2, true)).toMatchObject({ rows: [{ line: '1' }, { line: '2' }], more: true });
  expect(parseRejects(text, 3, true).more).toBe(false);
});

test('a last line that may be cut off waits for its rest', () => {
  const text = `${HEAD}1,A,,x\n2,A,"half`;
  expect(parseRejects(text, 9, false).rows).toHaveLength(1);
  expect(parseRejects(`${HEAD}1,A,,x\n2,A,,y`, 9, true).rows[1]).toMatchObject({ line: '2', reason: 'y' });
});
