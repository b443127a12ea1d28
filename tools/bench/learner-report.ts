import { median } from './load-figures.ts';
import type { Learner, Outcome } from './learner-runs.ts';

/** Every learner on one task or, of several, on average; with one or more threads. */
export interface Row {
  data: string;
  rows: number;
  threads: number;
  outcomes: Outcome[];
  /** ROC AUC that the best possible model has on average; null where nobody knows. */
  best: number | null;
}

const MB = 2 ** 20;

/** Of several tasks of one size: times and memory of the first, which ran several times, and the mean of all measures. */
export function average(parts: readonly Outcome[][]): Outcome[] {
  const [first = []] = parts;
  return first.map((outcome, i) => {
    const all = parts.map((part) => part[i]!);
    const mean = (of: (outcome: Outcome) => number) =>
      all.reduce((sum, one) => sum + of(one), 0) / all.length;
    return {
      ...outcome,
      rocAuc: mean((one) => one.rocAuc),
      prAuc: mean((one) => one.prAuc),
      logLoss: mean((one) => one.logLoss),
    };
  });
}

export function rowsText(rows: readonly Row[]): string {
  const head = [
    'data',
    'threads',
    'learner',
    'seconds (min–max)',
    'peak MB',
    'ROC AUC',
    'PR AUC',
    'log-loss',
  ];
  const lines = rows.flatMap(({ data, threads, outcomes, best }) => [
    ...outcomes.map((o) => [
      data,
      String(threads),
      `${o.learner} ${o.version}`,
      `${median(o.seconds).toFixed(2)} (${Math.min(...o.seconds).toFixed(2)}–${Math.max(...o.seconds).toFixed(2)})`,
      (median(o.peak) / MB).toFixed(0),
      o.rocAuc.toFixed(4),
      o.prAuc.toFixed(4),
      o.logLoss.toFixed(5),
    ]),
    ...(best === null ? [] : [[data, '', 'best possible', '', '', best.toFixed(4), '', '']]),
  ]);
  return tableText([head, ...lines]);
}

/** Columns with two spaces between, texts left and numbers right. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => (row[c] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, c) => (c < 3 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
    )
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

export interface LearnerGoal {
  what: string;
  wanted: string;
  measured: string;
  met: boolean;
}

/** The goals, row by row, against XGBoost in the same run. */
export function learnerGoals(rows: readonly Row[]): LearnerGoal[] {
  return rows.flatMap(({ data, threads, outcomes, best }) => {
    const of = (learner: Learner) => outcomes.find((outcome) => outcome.learner === learner);
    const [ours, peer] = [of('halle'), of('xgboost')];
    if (!ours) return [];
    const what = `${data}, ${threads} thread${threads > 1 ? 's' : ''}`;
    const goals: LearnerGoal[] = [];
    const most = (name: string, limit: number, measured: number, digits = 2) =>
      goals.push({
        what: `${what}: ${name}`,
        wanted: `≤ ${limit}`,
        measured: measured.toFixed(digits),
        met: measured <= limit,
      });
    if (peer) {
      most("time, of XGBoost's", 1, median(ours.seconds) / median(peer.seconds));
      most("memory, of XGBoost's", 1.5, median(ours.peak) / median(peer.peak));
      most('ROC AUC below XGBoost', 0.002, peer.rocAuc - ours.rocAuc, 4);
      most('PR AUC below XGBoost', 0.002, peer.prAuc - ours.prAuc, 4);
      most("log-loss, of XGBoost's", 1.01, ours.logLoss / peer.logLoss, 4);
    }
    if (best !== null) most('ROC AUC below the best possible', 0.02, best - ours.rocAuc, 4);
    return goals;
  });
}

export const goalsTable = (goals: readonly LearnerGoal[]): string =>
  tableText([
    ['goal', 'wanted', 'measured', ''],
    ...goals.map(({ what, wanted, measured, met }) => [what, wanted, measured, met ? 'met' : 'MISSED']),
  ]);
