import type { Health } from '$shared/contracts/health.ts';

/** `look`: somebody should look at it, also where it could not be read. */
export type Word = 'good' | 'look' | 'bad';

/** Why a part is as it is: a reason that the screen says in the reader's language, with its figures. */
export type Judgement = { word: Word } & (
  | {
      why:
        'unreadable' | 'no_trainer' | 'nothing_waits' | 'nothing_failed' | 'no_run' | 'run_ok' | 'run_failed';
    }
  | { why: 'no_load' | 'load_ok' | 'load_failed' | 'no_model' | 'no_prediction' | 'readable' }
  | { why: 'no_upkeep' }
  | { why: 'upkeep' | 'upkeep_open'; hours: number }
  | { why: 'waiting'; count: number; seconds: number }
  | { why: 'trainers' | 'gave_up' | 'tried_again'; count: number }
  | { why: 'prediction'; hours: number }
);

const UNREADABLE: Judgement = { word: 'look', why: 'unreadable' };
/** A job that could have begun so long ago (s): a load or a run before it takes minutes, seldom an hour. */
const LONG_WAIT = 300;
const TOO_LONG = 3600;
/** A plant that works asks every few minutes; a weekend is quiet. */
const QUIET_HOURS = 24;

export function judgeQueue({ queue }: Pick<Health, 'queue'>): Judgement {
  if (queue === null) return UNREADABLE;
  const count = queue.reduce((sum, task) => sum + task.waiting, 0);
  if (count === 0) return { word: 'good', why: 'nothing_waits' };
  const seconds = Math.max(...queue.map((task) => task.oldestSeconds ?? 0));
  return {
    word: seconds > TOO_LONG ? 'bad' : seconds > LONG_WAIT ? 'look' : 'good',
    why: 'waiting',
    count,
    seconds,
  };
}

export function judgeTrainers({ trainers }: Pick<Health, 'trainers'>): Judgement {
  if (trainers === null) return UNREADABLE;
  if (trainers.length === 0) return { word: 'bad', why: 'no_trainer' };
  return { word: 'good', why: 'trainers', count: trainers.length };
}

export function judgeFailed({ failed }: Pick<Health, 'failed'>): Judgement {
  if (failed === null) return UNREADABLE;
  if (failed.length === 0) return { word: 'good', why: 'nothing_failed' };
  const gaveUp = failed.filter((job) => job.gaveUp).length;
  return gaveUp > 0
    ? { word: 'bad', why: 'gave_up', count: gaveUp }
    : { word: 'look', why: 'tried_again', count: failed.length };
}

export function judgeRun({ last }: Pick<Health, 'last'>): Judgement {
  if (last === null) return UNREADABLE;
  if (last.run === null) return { word: 'good', why: 'no_run' };
  return last.run.status === 'failed' ? { word: 'look', why: 'run_failed' } : { word: 'good', why: 'run_ok' };
}

export function judgeLoad({ last }: Pick<Health, 'last'>): Judgement {
  if (last === null) return UNREADABLE;
  if (last.load === null) return { word: 'good', why: 'no_load' };
  return last.load.status === 'failed'
    ? { word: 'look', why: 'load_failed' }
    : { word: 'good', why: 'load_ok' };
}

export function judgePrediction({ last, at }: Pick<Health, 'last' | 'at'>): Judgement {
  if (last === null) return UNREADABLE;
  if (last.modelInUse === null) return { word: 'good', why: 'no_model' };
  if (last.prediction === null) return { word: 'look', why: 'no_prediction' };
  const hours = (Date.parse(at) - Date.parse(last.prediction)) / 3_600_000;
  return { word: hours > QUIET_HOURS ? 'look' : 'good', why: 'prediction', hours };
}

/** Once a night; a trainer that was away that night does it when it is back. */
const UPKEEP_HOURS = 36;

export function judgeUpkeep({ upkeep, at }: Pick<Health, 'upkeep' | 'at'>): Judgement {
  if (upkeep === null) return UNREADABLE;
  if (upkeep.last === null) return { word: 'look', why: 'no_upkeep' };
  const { startedAt, finishedAt } = upkeep.last;
  const hours = (Date.parse(at) - Date.parse(finishedAt ?? startedAt)) / 3_600_000;
  if (finishedAt === null) return { word: hours > 1 ? 'look' : 'good', why: 'upkeep_open', hours };
  return { word: hours > UPKEEP_HOURS ? 'look' : 'good', why: 'upkeep', hours };
}

/** A part of which nobody knows a bound: it is good when it could be read. */
export const judgeRead = (part: object | null): Judgement =>
  part === null ? UNREADABLE : { word: 'good', why: 'readable' };
