import { formatInteger } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

/** Why two models could not be compared: that cars are missing is no error, it is what there is to say. */
export function sayRefused({ code, details }: { code: string; details: Record<string, unknown> }): string {
  const { cars, needed } = details;
  if (code === 'too_few_cars' && typeof cars === 'number' && typeof needed === 'number') {
    return m.inbox_too_few({ cars: formatInteger(cars), needed: formatInteger(needed) });
  }
  if (code === 'too_few_failures' && typeof cars === 'number') {
    return m.inbox_no_failures({ cars: formatInteger(cars) });
  }
  return m.inbox_refused();
}
