import {
  EVALUATE_LIMIT,
  evaluateRequestSchema,
  evaluateResponseSchema,
  type EvaluateResponse,
} from '../../../shared/contracts/evaluate.ts';
import { HalleError } from '../../../shared/errors.ts';
import { createFunction } from '../_shared/app.ts';
import { readJson } from '../_shared/body.ts';
import { serviceClient } from '../_shared/caller.ts';
import { orThrow } from '../_shared/database-error.ts';
import type { Environment } from '../_shared/environment.ts';
import { requireMember } from '../_shared/member.ts';
import { downloadModel, findModel, sessions, toModel, type ModelRow } from '../_shared/models.ts';
import { scoreArrays } from '../_shared/onnx/model.ts';
import { describe } from '../_shared/openapi.ts';
import { compareSides, type Side } from './compare.ts';
import { carsOf, defaultWindow, type EvaluationCars } from './window.ts';

export function evaluateFunction(environment: Environment) {
  const app = createFunction('evaluate', environment);
  describe(app, 'evaluate', 'Measures a model, or compares two on the same cars.', [
    {
      method: 'post',
      path: '/evaluate',
      summary: 'Metrics, curves and, for two models, the paired table. What an engineer measures is kept.',
      body: evaluateRequestSchema,
      answers: { 200: evaluateResponseSchema },
      errors: [
        'body_not_json',
        'invalid_field',
        'not_allowed',
        'not_found',
        'too_few_cars',
        'too_few_failures',
      ],
    },
  ]);

  const score = async (row: ModelRow, cars: EvaluationCars): Promise<Side> => {
    const model = toModel(row);
    const probability = await sessions.with(
      row.sha256,
      () => downloadModel(serviceClient(environment), row.storage_path, row.sha256),
      (loaded) => scoreArrays(loaded, cars.columns, cars.rows),
    );
    const { id, name, threshold, baseline } = model;
    return { id, name, threshold, baseRate: baseline?.threshold ?? null, probability };
  };

  app.post('/', async (c) => {
    const { caller } = c.var;
    const { modelId, against, window } = await readJson(c.req.raw, evaluateRequestSchema);
    const role = await requireMember(caller);
    if (against === modelId) {
      throw new HalleError('invalid_field', 'against: a model is not compared with itself.', {
        field: 'against',
      });
    }
    const rows = await Promise.all(
      [modelId, ...(against === undefined ? [] : [against])].map((id) => findModel(caller.client, id)),
    );
    const holdouts = rows.map((row) => row.holdout_from);
    const wanted = window ?? (await defaultWindow(caller.client, holdouts));
    const cars = await carsOf(caller.client, wanted);
    const oldest = cars.enteredAt.reduce((a, b) => (a < b ? a : b));
    const newest = cars.enteredAt.reduce((a, b) => (a > b ? a : b));
    const [mine, other] = [await score(rows[0]!, cars), rows[1] ? await score(rows[1], cars) : null];
    const sides = compareSides(mine, other, cars.label);
    const result = {
      window: {
        // The limit may have cut older cars off: then the window is what was really measured.
        from: cars.knr.length === EVALUATE_LIMIT ? oldest : wanted.from,
        to: wanted.to ?? newest,
        cars: cars.knr.length,
        failures: sides.model.metrics.failures,
      },
      seenInTraining: holdouts.some((from) => from === null || oldest < from),
      ...sides,
    };
    // A deployment quotes the newest kept comparison: an operator, who may not deploy, only reads.
    if (role === 'operator') return c.json({ evaluationId: null, ...result } satisfies EvaluateResponse);
    const stored: { id: number } | null = orThrow(
      await serviceClient(environment)
        .from('evaluations')
        .insert({ model_id: modelId, against_id: against ?? null, result, created_by: caller.userId })
        .select('id')
        .single(),
    );
    return c.json({ evaluationId: stored!.id, ...result } satisfies EvaluateResponse);
  });
  return app;
}
