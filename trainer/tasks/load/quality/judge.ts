import type { Concern, QualityReport } from '../../../../shared/contracts/datasets.ts';
import type { Kind } from '../columns.ts';
import type { Bounds } from './bounds.ts';
import { daysWithout } from './days.ts';
import type { History } from './history.ts';
import type { Measures } from './measure.ts';
import { median } from './median.ts';
import { ratesOf, type MonthRate } from './rates.ts';

export interface AssessedDataset {
  id: number;
  kind: Kind;
  rowsRead: number;
  rowsRejected: number;
  rowsDuplicate: number;
}

const CODES_NAMED = 20;
const DAYS_NAMED = 31;
const MONTHS_NAMED = 36;
/** Two days without rows are a holiday and the day after it, whatever the share. */
const DAYS_ALLOWED = 2;

/** Compares what a dataset's rows say with what is usual. Pure: the same input gives the same report. */
export function judge(
  dataset: AssessedDataset,
  measures: Measures,
  history: History,
  bounds: Bounds,
): QualityReport {
  const { cars, rows } = measures;
  // Of a few cars every share is chance: told, and not judged.
  const large = cars >= bounds.minCars && rows >= bounds.minRows;
  const concerns: Concern[] = [];

  if (large) {
    for (const { column, share } of measures.blanks) {
      const before = history.blanks.get(column);
      // A file alone does not say how much may be blank: half of the results of many plants have no unit.
      if (!before) continue;
      const bound = Math.min(1, median(before) + bounds.blankMore);
      if (share > bound) concerns.push({ code: 'blank_share', about: column, value: share, bound });
    }
  }

  const fresh = measures.codes.filter(({ column, code }) => {
    return history.codes !== null && !history.codes.get(column)?.has(code);
  });
  const newCodes = [...Map.groupBy(fresh, ({ column }) => column)].map(([column, codes]) => ({
    column,
    count: codes.length,
    codes: codes.slice(0, CODES_NAMED).map(({ code }) => code),
    share: codes.reduce((sum, code) => sum + code.rows, 0) / rows,
  }));
  for (const { column, share } of newCodes) {
    if (large && share > bounds.newCodeShare)
      concerns.push({ code: 'new_codes', about: column, value: share, bound: bounds.newCodeShare });
  }

  const without = daysWithout(
    measures.days,
    [...measures.months, ...history.months].flatMap((month) => month.days),
  );
  const mayMiss = Math.max(DAYS_ALLOWED, Math.floor(bounds.daysShare * without.expected));
  if (large && without.days.length > mayMiss)
    concerns.push({ code: 'days_without', about: null, value: without.days.length, bound: mayMiss });

  const rates: QualityReport['rates'] = ratesOf(
    dataset.kind,
    totals(measures),
    measures.months,
    history.months,
    bounds,
  ).map(({ name, value, months }) => {
    const worst = large ? worstOf(months) : null;
    if (worst) concerns.push({ code: 'rate_far', about: name, ...worst });
    return { name, value, usual: months.at(-1)?.usual ?? null, months: months.slice(-MONTHS_NAMED) };
  });
  const rejected = dataset.rowsRejected / Math.max(1, dataset.rowsRead);
  rates.push({ name: 'rejected_share', value: rejected, usual: null });
  rates.push({
    name: 'duplicate_share',
    value: dataset.rowsDuplicate / Math.max(1, dataset.rowsRead),
    usual: null,
  });
  // A small file is judged as if it had the fewest rows that count: six bad rows of a hundred are six bad rows.
  if (dataset.rowsRejected > bounds.rejectedShare * Math.max(dataset.rowsRead, bounds.minRows))
    concerns.push({
      code: 'rejected_share',
      about: 'rejected_share',
      value: rejected,
      bound: bounds.rejectedShare,
    });

  return {
    from: measures.from,
    to: measures.to,
    cars,
    rows,
    blanks: measures.blanks,
    newCodes,
    daysWithout: { count: without.days.length, days: without.days.slice(0, DAYS_NAMED) },
    rates,
    concerns,
  };
}

function totals({ cars, rows, months }: Measures) {
  const sum = (of: 'notOk' | 'roadTestFailures') => months.reduce((total, month) => total + month[of], 0);
  return { cars, rows, notOk: sum('notOk'), roadTestFailures: sum('roadTestFailures') };
}

/** Of the months that are beyond what is usual the one that is furthest, and the bound that it crossed. */
function worstOf(months: readonly MonthRate[]): { month: string; value: number; bound: number } | null {
  let worst: { month: string; value: number; bound: number } | null = null;
  let furthest = 1;
  for (const { month, value, usual } of months) {
    if (!usual) continue;
    const distance = Math.abs(value - usual.median) / (usual.high - usual.median || Number.MIN_VALUE);
    if (distance <= furthest || (value >= usual.low && value <= usual.high)) continue;
    furthest = distance;
    worst = { month, value, bound: value < usual.low ? usual.low : usual.high };
  }
  return worst;
}
