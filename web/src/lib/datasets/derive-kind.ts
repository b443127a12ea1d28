import type { Kind } from '$lib/data/datasets.ts';

/** What is read of a file to find its header: it stands within the first lines. */
export const HEAD_BYTES = 16_384;

const byColumns = (line: string): Kind | null => {
  const cells = new Set(
    line
      .replace(/^\uFEFF/, '')
      .split(/[,;\t]/)
      .map((cell) => cell.trim().replace(/^"|"$/g, '').toUpperCase()),
  );
  if (!cells.has('KNR')) return null;
  if (cells.has('FALHA')) return 'failures';
  if (cells.has('VALUE_ID') || (cells.has('VALUE') && cells.has('UNIT'))) return 'results';
  return cells.has('STATUS') && cells.has('DATA') ? 'status' : null;
};

const byName = (name: string): Kind | null => {
  const found: Kind[] = [];
  if (/falha|failure/i.test(name)) found.push('failures');
  if (/result/i.test(name)) found.push('results');
  if (/status/i.test(name)) found.push('status');
  return found.length === 1 ? found[0]! : null;
};

/**
 * Which of the three files this is, by its columns (within its first ten lines), else by its name; null when neither
 * says it. `head` is the file's beginning as text, '' for a workbook.
 */
export function deriveKind(name: string, head: string): Kind | null {
  for (const line of head.split(/\r?\n/, 10)) {
    const kind = byColumns(line);
    if (kind) return kind;
  }
  return byName(name);
}

export const isLoadable = (name: string): boolean => /\.(csv|txt|tsv|xlsx)$/i.test(name);

/** A name that Storage accepts as a key (ASCII, no separators), still to be recognised by a person. */
export function storageName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._ ()-]/g, '_')
    .trim();
  return plain.replace(/^\.+/, '') || 'file';
}
