/** Lists are cut short. */
const model = {
  id: 1,
  name: 'Ours',
  algorithm: 'histogram gradient boosting',
  status: 'in_use',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  bytes: 46332,
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
  deployedAt: '2026-11-02T10:32:00.123+00:00',
  deploymentReason: 'capture',
  treesSha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  dependence: [],
  file: {
    url: 'https://project.supabase.co/storage/v1/object/sign/models/9f86d081.onnx?token=eyJ',
    expiresIn: 600,
  },
};

export const list = {
  newest: {
    parameters: { page: 1, pageSize: 1 },
    answer: {
      models: [
        {
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
        },
      ],
      total: 2,
      page: 1,
      pageSize: 1,
    },
  },
  one: { parameters: { ID_MODELO: 1 }, answer: model },
};
export const current = { inUse: { answer: model } };
export const one = { model: { parameters: { id: 1 }, answer: model } };
export const file = { model: { parameters: { id: 1 } } };
