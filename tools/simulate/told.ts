import type { Performance, PerformanceCounts } from '../../shared/contracts/performance.ts';
import { auditFindings, type AuditFindings } from '../../shared/monitoring/audit-lane.ts';
import { recall, type Share, shareOf } from '../../shared/monitoring/shares.ts';
import type { Answer } from './collect.ts';

/** The model in use at its own threshold: what the plant's labels tell of it, what the audit lane does, and the truth. */
export interface Told {
  month: string;
  cars: number;
  /** Share of the failures that were found which the model had sent to the long test. */
  byLabels: Share | null;
  byAudit: AuditFindings | null;
  byTruth: Share | null;
  longTests: number;
}

type Counts = Pick<PerformanceCounts, 'model' | 'audit' | 'cars'>;

/**
 * What the rpc `performance` tells, by simulated month. It counts by 1,000 answers in their order, whose times are the real
 * now: each thousand is put to the month of the car in its middle.
 */
export function toldByMonth(
  told: Performance,
  answers: readonly Answer[],
  failed: (knr: string) => boolean | undefined,
): Told[] {
  const byMonth = new Map<string, Counts>();
  for (const { period, counts } of told.periods) {
    const middle = answers[Math.min(answers.length - 1, 1000 * period + (counts.cars >> 1))];
    if (!middle) continue;
    const month = middle.day.slice(0, 7);
    byMonth.set(month, added(byMonth.get(month), counts));
  }
  return [...byMonth].map(([month, counts]) =>
    toldOf(
      month,
      counts,
      answers.filter(({ day }) => day.startsWith(month)),
      failed,
    ),
  );
}

export function toldOf(
  month: string,
  counts: Counts,
  answers: readonly Answer[],
  failed: (knr: string) => boolean | undefined,
): Told {
  const failing = answers.filter(({ knr }) => failed(knr));
  return {
    month,
    cars: counts.cars,
    byLabels: counts.model && recall(counts.model),
    byAudit: auditFindings(counts),
    byTruth: shareOf(failing.filter(({ modelSaysLong }) => modelSaysLong).length, failing.length),
    longTests: answers.filter(({ modelSaysLong }) => modelSaysLong).length / answers.length,
  };
}

function added(sum: Counts | undefined, more: Counts): Counts {
  if (!sum) return more;
  const [a, b] = [sum.model, more.model];
  const [x, y] = [sum.audit, more.audit];
  return {
    cars: sum.cars + more.cars,
    model: a && b && { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn },
    audit: x && y && { cars: x.cars + y.cars, known: x.known + y.known, failures: x.failures + y.failures },
  };
}
