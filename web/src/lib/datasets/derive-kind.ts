import type { Kind } from '$lib/data/datasets.ts';

/** What is read of a file to find its header: it stands within the first lines. */
const HEAD_BYTES = 16_384;
const HEAD_LINES = 16;

/**
 * Which of the three files this looks like by its columns; null when the head does not say it. `head` is the file's
 * beginning as text: lines of columns, or JSON with the columns as keys.
 */
export function deriveKind(head: string): Kind | null {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (/^[[{]/.test(text)) return byColumns([...text.matchAll(/"([^"]{1,40})"\s*:/g)].map((key) => key[1]!));
  for (const line of text.split(/\r\n?|\n/, HEAD_LINES)) {
    const kind = byColumns(line.split(/[,;\t|]/));
    if (kind) return kind;
  }
  return null;
}

function byColumns(cells: string[]): Kind | null {
  const columns = new Set(cells.map((cell) => cell.trim().replace(/^"|"$/g, '').trim().toUpperCase()));
  if (!columns.has('KNR')) return null;
  if (columns.has('FALHA')) return 'failures';
  if (columns.has('VALUE_ID') || (columns.has('VALUE') && columns.has('UNIT'))) return 'results';
  return columns.has('STATUS') && columns.has('DATA') ? 'status' : null;
}

/** The beginning of a file as text, unpacked when it is packed; '' of a workbook or Parquet. Never throws. */
export async function readHead(file: File): Promise<string> {
  if (/\.(xlsx|parquet)$/i.test(file.name)) return '';
  try {
    const head = file.slice(0, HEAD_BYTES);
    if (!/\.gz$/i.test(file.name)) return await head.text();
    const reader = head.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    const { value } = await reader.read();
    // The piece ends in the middle of the stream, which is no fault of the file.
    reader.cancel().catch(() => undefined);
    return new TextDecoder().decode(value);
  } catch {
    return '';
  }
}

/** Endings of the files that can be loaded, for the chooser of files. */
export const ACCEPT = '.csv,.txt,.tsv,.xlsx,.json,.jsonl,.ndjson,.parquet,.gz';

export const isLoadable = (name: string): boolean =>
  /\.((csv|txt|tsv|json|jsonl|ndjson)(\.gz)?|xlsx|parquet)$/i.test(name);

/** A name that Storage accepts as a key (ASCII, no separators), still to be recognised by a person. */
export function storageName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._ ()-]/g, '_')
    .trim();
  return plain.replace(/^\.+/, '') || 'file';
}
