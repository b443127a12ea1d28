import { HalleError } from '../../../../shared/errors.ts';

/** The refusal of a file that cannot be read; `why` is a clause that ends with a full stop. */
export function unreadable(why: string, details?: Record<string, unknown>): HalleError {
  return new HalleError('unreadable_file', `The file cannot be read: ${why}`, details);
}
