import type { Model } from '../../../shared/contracts/models.ts';
import type { Run } from '../../../shared/contracts/runs.ts';

const asked = {
  id: 3,
  status: 'queued',
  cause: 'http',
  phase: 'waiting',
  progress: 0,
  trial: null,
  trials: null,
  parameters: {},
  error: null,
  search: null,
  modelId: null,
  cancelRequested: false,
  createdAt: '2026-11-02T10:32:00.123+00:00',
  startedAt: null,
  finishedAt: null,
} satisfies Run;

export const register = {
  elsewhere: {
    parts: { metadata: { name: 'Ours', algorithm: 'XGBoost', threshold: 0.2, carsTrained: 60000 } },
    answer: {
      id: 2,
      name: 'Ours',
      algorithm: 'histogram gradient boosting',
      status: 'candidate',
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      bytes: 46107,
      inputs: [
        { name: 'engine', type: 'string' },
        { name: 'color', type: 'string' },
      ],
      threshold: 0.3,
      thresholdPolicy: null,
      carsTrained: 1500,
      metrics: null,
      baseline: null,
      holdoutFrom: '2024-01-01T00:00:00',
      parameters: {},
      importance: [
        { feature: 'failures_total', gain: 5 },
        { feature: 'engine', gain: 3 },
      ],
      typical: { engine: 'CWL', failures_total: 1 },
      snapshotId: null,
      trainingRunId: null,
      createdAt: '2026-11-02T10:32:00.123+00:00',
      deployedAt: null,
      deploymentReason: null,
    } satisfies Model,
  },
};
export const startRun = {
  plain: { body: {}, answer: asked },
  budget: {
    body: { parameters: { search: { trials: 40, seconds: 600 }, maxDepth: 4 } },
    answer: { ...asked, parameters: { search: { trials: 40, seconds: 600 }, maxDepth: 4 } },
  },
};
export const getRun = {
  running: {
    parameters: { id: 3 },
    answer: {
      ...asked,
      status: 'running',
      phase: 'train',
      progress: 0.62,
      startedAt: '2026-11-02T10:32:01.5+00:00',
    } satisfies Run,
  },
};
export const cancelRun = {
  cancelled: {
    parameters: { id: 3 },
    answer: {
      id: 3,
      status: 'running',
      cause: 'http',
      phase: 'snapshot',
      progress: 0.02,
      trial: null,
      trials: null,
      parameters: {},
      error: null,
      search: null,
      modelId: null,
      cancelRequested: true,
      createdAt: '2026-11-02T10:32:00.123+00:00',
      startedAt: '2026-11-02T10:32:00.123+00:00',
      finishedAt: null,
    } satisfies Run,
  },
};
