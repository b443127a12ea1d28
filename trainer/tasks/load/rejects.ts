import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainerContext } from '../../context.ts';
import type { Duck } from './duck.ts';
import { linesOfRecords } from './record-lines.ts';
import type { Source } from './source.ts';
import { store } from './store.ts';

interface Refused {
  record: number;
  column: string;
  value: string;
  reason: string;
}

/**
 * Puts the refused rows into bucket `rejects` as CSV: line in the file, column, value, reason. Only the wrong value is
 * told, never the row: it names an employee. Returns the file's name there.
 */
export async function storeRejects(
  context: TrainerContext,
  duck: Duck,
  source: Source,
  scratch: string,
  datasetId: number,
): Promise<string> {
  const refused = await duck.rows<Refused>('from refused order by record');
  const lines = await linesOfRecords(
    source.path,
    source.header,
    refused.map((row) => row.record),
  );
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const csv = refused.map(
    (row, i) => `${lines[i] ?? ''},${row.column},${cell(row.value)},${cell(row.reason)}\n`,
  );
  const path = join(scratch, 'rejects.csv');
  await writeFile(path, `line,column,value,reason\n${csv.join('')}`);
  const name = `${datasetId}.csv`;
  await store(context, 'rejects', name, path, 'text/csv');
  return name;
}
