import { describe, expect, test } from 'vitest';
import type { FailedJob, QueuedTask } from '$shared/contracts/health.ts';
import {
  judgeFailed,
  judgeLoad,
  judgePrediction,
  judgeQueue,
  judgeRead,
  judgeRun,
  judgeTrainers,
  judgeUpkeep,
} from './judge.ts';

const task = (waiting: number, oldestSeconds: number | null): QueuedTask => ({
  task: 'train',
  working: 0,
  waiting,
  later: 0,
  failed: 0,
  oldestSeconds,
});
const job = (gaveUp: boolean) => ({ gaveUp }) as FailedJob;
const last = { run: null, load: null, prediction: null, modelInUse: null };
const at = '2026-05-03T12:00:00Z';

test('what could not be read is to be looked at', () => {
  const unread = { word: 'look', why: 'unreadable' };
  expect(judgeQueue({ queue: null })).toEqual(unread);
  expect(judgeTrainers({ trainers: null })).toEqual(unread);
  expect(judgeFailed({ failed: null })).toEqual(unread);
  for (const judge of [judgeRun, judgeLoad]) expect(judge({ last: null })).toEqual(unread);
  expect(judgePrediction({ last: null, at })).toEqual(unread);
  expect(judgeRead(null)).toEqual(unread);
  expect(judgeRead([])).toEqual({ word: 'good', why: 'readable' });
});

describe('the queue', () => {
  test.each([
    [[], { word: 'good', why: 'nothing_waits' }],
    [[task(1, 300)], { word: 'good', why: 'waiting', count: 1, seconds: 300 }],
    [[task(1, 301), task(2, 9)], { word: 'look', why: 'waiting', count: 3, seconds: 301 }],
    [[task(1, 3601)], { word: 'bad', why: 'waiting', count: 1, seconds: 3601 }],
  ])('%j', (queue, judgement) => expect(judgeQueue({ queue })).toEqual(judgement));
});

test('without a trainer nothing is done', () => {
  expect(judgeTrainers({ trainers: [] })).toEqual({ word: 'bad', why: 'no_trainer' });
  expect(judgeTrainers({ trainers: [{ since: at }] })).toEqual({ word: 'good', why: 'trainers', count: 1 });
});

test('a job with no try left is bad, one that is tried again is to be looked at', () => {
  expect(judgeFailed({ failed: [] }).word).toBe('good');
  expect(judgeFailed({ failed: [job(false), job(false)] })).toEqual({
    word: 'look',
    why: 'tried_again',
    count: 2,
  });
  expect(judgeFailed({ failed: [job(false), job(true)] })).toEqual({ word: 'bad', why: 'gave_up', count: 1 });
});

test('the last run and the last load', () => {
  const ended = (status: string) => ({ id: 1, name: 'a', status, finishedAt: at });
  expect(judgeRun({ last })).toEqual({ word: 'good', why: 'no_run' });
  expect(judgeRun({ last: { ...last, run: ended('failed') } })).toEqual({ word: 'look', why: 'run_failed' });
  expect(judgeRun({ last: { ...last, run: ended('cancelled') } }).word).toBe('good');
  expect(judgeLoad({ last: { ...last, load: ended('failed') } })).toEqual({
    word: 'look',
    why: 'load_failed',
  });
  expect(judgeLoad({ last: { ...last, load: ended('loaded') } }).word).toBe('good');
});

test('a thinning that is two nights ago is to be looked at', () => {
  const judged = (finishedAt: string | null, startedAt = at) =>
    judgeUpkeep({ upkeep: { last: { startedAt, finishedAt, thinned: {} } }, at });
  expect(judgeUpkeep({ upkeep: null, at }).why).toBe('unreadable');
  expect(judgeUpkeep({ upkeep: { last: null }, at })).toEqual({ word: 'look', why: 'no_upkeep' });
  expect(judged('2026-05-02T00:00:00Z')).toEqual({ word: 'good', why: 'upkeep', hours: 36 });
  expect(judged('2026-05-01T23:00:00Z').word).toBe('look');
  expect(judged(null)).toEqual({ word: 'good', why: 'upkeep_open', hours: 0 });
  expect(judged(null, '2026-05-03T10:00:00Z').word).toBe('look');
});

test('a model in use that nobody has asked for a day is to be looked at', () => {
  const asked = (prediction: string | null) =>
    judgePrediction({ last: { ...last, modelInUse: 3, prediction }, at });
  expect(judgePrediction({ last, at })).toEqual({ word: 'good', why: 'no_model' });
  expect(asked(null)).toEqual({ word: 'look', why: 'no_prediction' });
  expect(asked('2026-05-02T12:00:00Z')).toEqual({ word: 'good', why: 'prediction', hours: 24 });
  expect(asked('2026-05-02T11:00:00Z')).toEqual({ word: 'look', why: 'prediction', hours: 25 });
});
