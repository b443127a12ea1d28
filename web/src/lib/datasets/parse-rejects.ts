export interface Reject {
  /** As an editor counts the lines of the file; '' in the line that only tells how many more there are. */
  line: string;
  column: string;
  value: string;
  reason: string;
}
export interface Rejects {
  rows: Reject[];
  /** The file goes on after these. */
  more: boolean;
}

/**
 * The first `limit` rows of a file of refused rows (`line,column,value,reason`, RFC 4180). `whole`: `text` is all of the
 * file; otherwise its last line may be cut off and is left for later.
 */
export function parseRejects(text: string, limit: number, whole: boolean): Rejects {
  const rows: Reject[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let header = true;
  const endLine = () => {
    const told: string[] = [...cells, cell];
    const [line = '', column = '', value = '', reason = ''] = told;
    const blank = cells.length === 0 && cell === '';
    cells = [];
    cell = '';
    if (header) header = false;
    else if (!blank) rows.push({ line, column, value, reason });
  };
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',') {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n') {
      endLine();
      if (rows.length > limit) break;
    } else if (sign !== '\r') cell += sign;
  }
  if (whole && (cells.length > 0 || cell !== '') && rows.length <= limit) endLine();
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
