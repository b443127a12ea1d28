import { Readable } from 'node:stream';
import type { DateOrder } from '../../shared/contracts/datasets.ts';
import type { Kind } from '../tasks/load/columns.ts';
import { type MonthFile, writeDistinct } from '../tasks/load/distinct.ts';
import type { Duck } from '../tasks/load/duck.ts';
import { openFile } from '../tasks/load/forms/index.ts';
import { type Staged, stageFile } from '../tasks/load/stage.ts';

export interface ReadFile extends Staged {
  kind: Kind;
  months: MonthFile[];
}

/** The way of a file from its bytes to the lake's months and the refused rows, without a database. */
export async function monthsOf(
  duck: Duck,
  kind: Kind,
  content: string | Buffer,
  scratch: string,
  { dates = 'day_first', pieceBytes }: { dates?: DateOrder; pieceBytes?: number } = {},
): Promise<ReadFile> {
  const { signal } = new AbortController();
  const bytes = Buffer.from(content);
  const upload = { name: 'file.csv', declaredKind: kind, bytes: Readable.from([bytes]), size: bytes.length };
  const file = await openFile(upload, scratch, duck, signal, pieceBytes);
  const staged = await stageFile(duck, file, dates, scratch, signal, () => undefined);
  const usable = staged.read - staged.refused;
  const nobody = () => undefined;
  const months = await writeDistinct(duck, file.kind, staged.pieces, usable, scratch, signal, nobody);
  return { ...staged, kind: file.kind, months };
}
