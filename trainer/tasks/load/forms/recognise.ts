import { HalleError } from '../../../../shared/errors.ts';
import { unreadable } from './unreadable.ts';

export type FileForm = 'text' | 'workbook' | 'json' | 'parquet';

const starts = (head: Buffer, bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);

export const isGzip = (head: Buffer): boolean => starts(head, [0x1f, 0x8b]);
export const isUtf16 = (head: Buffer): boolean => starts(head, [0xff, 0xfe]);

/**
 * Tells from the first bytes how a file is to be read; its name is not asked. Throws `unreadable_file` for what is none
 * of the forms, `empty_file` for no bytes.
 */
export function recognise(head: Buffer): FileForm {
  if (head.length === 0) throw new HalleError('empty_file', 'The file is empty: it has no bytes.');
  if (starts(head, [0x50, 0x4b, 0x03, 0x04])) return 'workbook';
  if (starts(head, [0x50, 0x41, 0x52, 0x31])) return 'parquet';
  if (starts(head, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw unreadable('it is a workbook of the old form or locked with a password. Save it as .xlsx or .csv.');
  }
  const begin = head.subarray(0, 4096);
  const text = isUtf16(head) ? new TextDecoder('utf-16le').decode(begin) : begin.toString('latin1');
  if (!isUtf16(head) && head.includes(0)) throw unreadable('it is binary, not text.');
  return /^(?:\ufeff|\u00ef\u00bb\u00bf)?\s*(?:\[\s*[[{\]]|\{\s*["}])/.test(text) ? 'json' : 'text';
}
