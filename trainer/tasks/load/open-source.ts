import { join } from 'node:path';
import type { Kind } from './columns.ts';
import { findHeader, HEADER_LINES } from './header.ts';
import type { Source } from './source.ts';
import { asUtf8, fileForm, readHead } from './text-file.ts';
import { sheetAsCsv } from './xlsx.ts';

/** Makes an uploaded file, whatever its form and encoding, a UTF-8 text file whose header is known. */
export async function openSource(
  path: string,
  dataset: { kind: Kind; name: string },
  scratch: string,
): Promise<Source> {
  const form = fileForm(dataset.name, await readHead(path));
  let text = path;
  if (form === 'xlsx') {
    text = join(scratch, 'sheet.csv');
    await sheetAsCsv(path, text);
  }
  const utf8 = await asUtf8(text, join(scratch, 'utf8.csv'));
  const head = new TextDecoder('utf-8').decode(await readHead(utf8.path));
  const lines = head.split(/\r\n|\n|\r/, HEADER_LINES);
  const header = findHeader(lines, dataset.kind);
  return { path: utf8.path, kind: dataset.kind, header, multiline: utf8.quotes };
}
