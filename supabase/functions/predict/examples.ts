import type { Preflight } from '../../../shared/contracts/deployments.ts';
import type { PredictRequest, PredictResponse } from '../../../shared/contracts/predict.ts';

export const predictExamples = {
  car: {
    body: { knr: '2024-1700002' } satisfies PredictRequest,
    answer: {
      model: { id: 1, name: 'Ours' },
      deploymentId: 4,
      predictions: [
        {
          id: 4711,
          knr: '2024-1700002',
          probability: 0.1242,
          decision: 'short',
          lane: 'model',
          threshold: 0.3,
          tooLittleData: false,
          reasons: [
            { feature: 'failures_total', value: 2, typical: 1, effect: -0.04206, contribution: -0.3409 },
            { feature: 'engine', value: 'CWL', typical: 'CWL', effect: -0.02583, contribution: -0.2189 },
          ],
        },
      ],
      unknown: [],
    } satisfies PredictResponse,
  },
  gate: {
    body: {
      knr: '2024-1700002',
      requestId: '6f1c1f0e-8a53-4a9b-9d8e-0c6f2d1f7a11',
      askedAt: '2026-11-02T10:32:00Z',
    } satisfies PredictRequest,
  },
  cars: {
    body: { knrs: ['2024-1700002', '2024-9999999'] } satisfies PredictRequest,
    answer: {
      model: { id: 1, name: 'Ours' },
      deploymentId: 4,
      predictions: [
        {
          id: 4711,
          knr: '2024-1700002',
          probability: 0.1242,
          decision: 'short',
          lane: 'model',
          threshold: 0.3,
          tooLittleData: false,
          reasons: [
            { feature: 'failures_total', value: 2, typical: 1, effect: -0.04206, contribution: -0.3409 },
            { feature: 'engine', value: 'CWL', typical: 'CWL', effect: -0.02583, contribution: -0.2189 },
          ],
        },
      ],
      unknown: ['2024-9999999'],
    } satisfies PredictResponse,
  },
  features: {
    body: { cars: [{ features: { failures_total: 7, engine: 'DSN' } }] } satisfies PredictRequest,
    answer: {
      model: { id: 1, name: 'Ours' },
      deploymentId: 4,
      predictions: [
        {
          id: null,
          knr: null,
          probability: null,
          threshold: 0.3,
          lane: null,
          reasons: [],
          decision: 'long',
          tooLittleData: true,
        },
      ],
      unknown: [],
    } satisfies PredictResponse,
  },
};

export const preflightExamples = {
  model: {
    body: { modelId: 2 },
    answer: {
      id: 7,
      modelId: 2,
      ok: true,
      checks: [
        {
          check: 'file',
          result: 'ok',
          found:
            'The ONNX file and the tree file are those that were registered: 46107 bytes, sha256 fe077169f22c.',
        },
        { check: 'loads', result: 'ok', found: 'ONNX Runtime loaded it in 18 ms.' },
        {
          check: 'inputs',
          result: 'ok',
          found: 'All 60 inputs are features of the catalogue, as registered.',
        },
        { check: 'golden', result: 'skipped', found: 'The model brought no golden cars.' },
        { check: 'latency', result: 'ok', found: 'The model takes 0.5 ms for a car (median of 20).' },
        {
          check: 'comparison',
          result: 'ok',
          found: 'Evaluation 4, against model 1, which is in use, is of 2026-11-28 19:20 UTC.',
        },
      ],
      createdAt: '2026-11-02T10:32:00.123+00:00',
    } satisfies Preflight,
  },
};
