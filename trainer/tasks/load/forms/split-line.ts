export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Cells of one line; a cell in double quotes may hold the delimiter, and a doubled quote is one quote. */
export function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (line[i + 1] === '"') cell += line[++i];
      else quoted = false;
    } else if (char === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  cells.push(cell);
  return cells;
}

/** Rows of a text whose quotes are settled, at most so many; blank lines are none. */
export function splitRows(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = [];
  let record = '';
  for (const line of text.split(/(?<=\n|\r(?!\n))/)) {
    record += line;
    if ((record.split('"').length - 1) % 2 === 1) continue; // the line break is inside a cell
    const cells = record.replace(/[\r\n]+$/, '');
    record = '';
    if (cells !== '') rows.push(splitLine(cells, delimiter));
    if (rows.length === most) break;
  }
  return rows;
}
