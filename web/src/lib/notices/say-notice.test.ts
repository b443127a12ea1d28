import { afterEach, describe, expect, test } from 'vitest';
import { noticeSchema, type Notice } from '$shared/contracts/notices.ts';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { sayNotice } from './say-notice.ts';

const notice = (kind: Notice['kind'], facts: object, person: string | null = null) =>
  noticeSchema.parse({ id: 1, createdAt: '2026-05-03T10:00:00Z', read: false, person, kind, facts });
const run = { runId: 7, status: 'succeeded', cause: 'button', modelId: 3, modelName: 'May', error: null };
const candidate = {
  modelId: 3,
  modelName: 'May',
  runId: 7,
  againstId: 2,
  againstName: 'April',
  verdict: 'better',
};
const deployment = {
  deploymentId: 5,
  modelId: 3,
  modelName: 'May',
  threshold: 0.25,
  deployedBy: 'x',
  reason: 'It is better',
  rolledBackTo: null,
  previousModelId: 2,
  previousThreshold: 0.3,
};
const alarm = {
  alarmId: 9,
  modelId: 3,
  feature: 'probability',
  since: '2026-05-03T10:00:00Z',
  checkpoint: 'ZP61',
  effect: 8.6,
};

afterEach(() => overwriteGetLocale(() => 'en'));

describe('in English', () => {
  test.each([
    ['run_finished', run, 'Training run 7 is finished', 'It made the candidate May #3.', '/models/runs/7'],
    [
      'run_finished',
      {
        ...run,
        status: 'failed',
        modelId: null,
        modelName: null,
        error: { code: 'too_few_failures', message: 'Only 12 failed.' },
      },
      'Training run 7 failed',
      'Only 12 failed.',
      '/models/runs/7',
    ],
    [
      'candidate_ready',
      candidate,
      'Candidate May #3 is ready',
      'Compared with April #2: Better.',
      '/compare?model=3&against=2',
    ],
    [
      'candidate_ready',
      { ...candidate, againstId: null, againstName: null, verdict: null },
      'Candidate May #3 is ready',
      'It has been measured; it is not compared yet.',
      '/models/3',
    ],
    ['deployment', deployment, 'May #3 is now in use', 'It is better', '/ledger'],
    ['deployment', { ...deployment, rolledBackTo: 1 }, 'May #3 is in use again', 'It is better', '/ledger'],
    [
      'deployment',
      { ...deployment, previousModelId: 3 },
      'The threshold of May #3 is now 25.0%',
      'It is better',
      '/ledger',
    ],
    [
      'alarm',
      alarm,
      'What the model answers has changed since May 3, 2026 (ZP61)',
      'About 9 failures more per 1,000 cars are predicted.',
      '/alarms/9',
    ],
    [
      'dataset_needs_look',
      { datasetId: 4, name: 'a.csv', kind: null, why: 'question' },
      '“a.csv” needs a look',
      'It asks what only a person knows; until then it is not loaded.',
      '/data/4',
    ],
    [
      'webhook_off',
      { webhookId: 2, host: 'plant.example', because: 'gone' },
      'Nothing is sent to plant.example any more',
      'The receiver said that it is gone (410).',
      '/webhooks',
    ],
  ] as const)('%s', (kind, facts, title, text, href) => {
    overwriteGetLocale(() => 'en');
    expect(sayNotice(notice(kind, facts))).toMatchObject({ title, text, href });
  });
});

test('a failure that no sentence of ours tells comes with the server’s own', () => {
  overwriteGetLocale(() => 'pt-BR');
  const error = { code: 'internal', message: 'The disk was full.' };
  const facts = { ...run, status: 'failed', modelId: null, modelName: null, error };
  expect(sayNotice(notice('run_finished', facts)).original).toBe('The disk was full.');
});

test('who decided stands before the reason, for those who may know', () => {
  overwriteGetLocale(() => 'en');
  expect(sayNotice(notice('deployment', deployment, 'ana@plant')).text).toBe('ana@plant: It is better');
});

test('an effect below half a failure is none, and one below zero is fewer', () => {
  overwriteGetLocale(() => 'en');
  expect(sayNotice(notice('alarm', { ...alarm, effect: 0.3 })).text).toBe(
    'The predicted number of failures hardly changes.',
  );
  expect(sayNotice(notice('alarm', { ...alarm, effect: -4 })).text).toContain('4 failures fewer');
});

test('what is not known of an alarm is said', () => {
  overwriteGetLocale(() => 'en');
  const unknown = { ...alarm, feature: 'failures_total', checkpoint: null, effect: null };
  expect(sayNotice(notice('alarm', unknown))).toMatchObject({
    title: 'Failures before the road test has changed since May 3, 2026 (checkpoint not known)',
    text: 'What it does to the predicted number of failures is not known.',
  });
  // A motor has no checkpoint.
  expect(sayNotice(notice('alarm', { ...unknown, feature: 'engine' })).title).toMatch(/2026$/);
});

test('in Portuguese, in the glossary’s words', () => {
  overwriteGetLocale(() => 'pt-BR');
  expect(sayNotice(notice('deployment', deployment)).title).toBe('May #3 agora é o modelo em uso');
  expect(sayNotice(notice('candidate_ready', candidate)).title).toBe('O candidato May #3 está pronto');
});
