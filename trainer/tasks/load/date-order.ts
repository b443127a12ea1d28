import type { DateOrder, Question, Reading } from '../../../shared/contracts/datasets.ts';
import type { Duck } from './duck.ts';
import type { Piece } from './piece.ts';

interface Shown {
  value: string;
  line: number | null;
}

/** The first date of a file that only one order can read, for each order, and the first that both can. */
export interface DateEvidence {
  day_first: Shown | null;
  month_first: Shown | null;
  either: Shown | null;
}
export const noEvidence: DateEvidence = { day_first: null, month_first: null, either: null };

/** Adds what a piece's staged `rows` show of the order of its dates with slashes. */
export async function addEvidence(
  duck: Duck,
  piece: Piece,
  rows: string,
  known: DateEvidence,
): Promise<DateEvidence> {
  if (known.day_first && known.month_first && known.either) return known;
  const firsts = await duck.rows<{ shows: keyof DateEvidence; record: number; value: string }>(
    `with part as (
      select file_row_number as record, slashed, try_cast(split_part(slashed, '/', 1) as integer) as a,
        try_cast(split_part(slashed, '/', 2) as integer) as b
      from ${rows} where slashed is not null and refusal >= 0
    ), said as (
      select record, slashed, case when a between 13 and 31 and b between 1 and 12 then 'day_first'
        when a between 1 and 12 and b between 13 and 31 then 'month_first'
        when a between 1 and 12 and b between 1 and 12 and a <> b then 'either' end as shows from part
    )
    select shows, min(record)::double as record, arg_min(slashed, record) as value from said
    where shows is not null group by shows`,
  );
  const evidence = { ...known };
  for (const { shows, record, value } of firsts) {
    if (evidence[shows]) continue;
    const [place] = await piece.locate([record]);
    evidence[shows] = { value: value.slice(0, 30), line: place?.line ?? null };
  }
  return evidence;
}

export type DateDecision =
  { order: DateOrder; reading: NonNullable<Reading['dates']> | null } | { question: Question };

/**
 * Decides the order of a file's dates for the file as a whole. What the file itself shows counts; where it shows both
 * or neither, a person's answer, then the plant's setting (never for a file that contradicts itself), else it is asked.
 */
export function decideDateOrder(
  evidence: DateEvidence,
  answered: DateOrder | null,
  setting: DateOrder | null,
): DateDecision {
  const { day_first: day, month_first: month, either } = evidence;
  if (!day && !month && !either) return { order: 'day_first', reading: null };
  const shown = day && month ? null : (day ?? month);
  if (shown) {
    const order = day ? 'day_first' : 'month_first';
    const line = shown.line === null ? {} : { line: shown.line };
    return { order, reading: { order, reason: 'shown_by_file', example: shown.value, ...line } };
  }
  if (answered) return { order: answered, reading: { order: answered, reason: 'answered' } };
  if (setting && !(day && month))
    return { order: setting, reading: { order: setting, reason: 'plant_setting' } };
  const example = either ?? month ?? day;
  return {
    question: {
      about: 'date_order',
      example: example?.value ?? '',
      line: example?.line ?? null,
      why: day && month ? 'contradictory' : 'never_shown',
    },
  };
}
