import type { IngestRequest, IngestResponse } from '../../../shared/contracts/ingest.ts';

export const ingestExamples = {
  status: {
    parameters: { 'Idempotency-Key': 'gate-7-000123' },
    body: {
      kind: 'status',
      rows: [{ knr: '2024-1700002', status: 'M700', passedAt: '2024-05-20T21:31:51' }],
    } satisfies IngestRequest,
    answer: {
      datasetId: 12,
      rows: [{ index: 0, outcome: 'loaded' }],
      counts: { loaded: 1, corrected: 0, duplicate: 0, pending: 0, rejected: 0 },
      features: { fresh: 1, pending: 0 },
    } satisfies IngestResponse,
  },
  failures: {
    parameters: { 'Idempotency-Key': 'zp7-000124' },
    body: {
      kind: 'failures',
      rows: [
        {
          knr: '2024-1700002',
          checkpoint: 'ZP7',
          failure: 'Painel lateral 05. Sujeira na pintura',
          failureGroup: 4,
          foundAt: '2024-05-20T20:02:00',
        },
      ],
    } satisfies IngestRequest,
  },
  results: {
    parameters: { 'Idempotency-Key': 'bench-2-000125' },
    body: {
      kind: 'results',
      rows: [
        {
          knr: '2024-1700002',
          testGroup: 2,
          name: '042000',
          status: 10,
          unit: 'Nm',
          value: 21.5,
          testedAt: '2024-05-20T19:40:00',
        },
      ],
    } satisfies IngestRequest,
  },
};
