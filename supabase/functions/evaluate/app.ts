import {
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
import { challengerOperation, scoreChallenger } from './challenger/route.ts';
import { compareSides } from './compare.ts';
import { comparisonOf } from './comparison.ts';
import { modelsOf, score } from './models.ts';
import { evaluateExamples } from './examples.ts';
import { carsOf, segmentsOf, windowOf } from './window.ts';

export function evaluateFunction(environment: Environment) {
  const app = createFunction('evaluate', environment, 'Measures a model, or compares two on the same cars.', [
    {
      method: 'post',
      path: '/evaluate',
      id: 'evaluate',
      examples: evaluateExamples,
      scope: 'read',
      summary:
        'Metrics, curves and, for two models, the verdict and what it stands on. What an engineer measures is kept.',
      body: evaluateRequestSchema,
      answers: { 200: evaluateResponseSchema },
      errors: [
        'body_not_json',
        'invalid_field',
        'not_allowed',
        'not_found',
        'too_few_cars',
        'too_few_failures',
        'unavailable',
      ],
    },
    challengerOperation,
  ]);
  app.post('/challenger', scoreChallenger(environment));

  app.post('/', async (c) => {
    const { caller } = c.var;
    const { modelId, against, window } = await readJson(c.req.raw, evaluateRequestSchema);
    const role = await requireMember(caller);
    if (against === modelId) {
      throw new HalleError('invalid_field', 'against: a model is not compared with itself.', {
        field: 'against',
      });
    }
    const ids = [modelId, ...(against === undefined ? [] : [against])];
    const [model, opponent] = await modelsOf(caller.client, ids);
    const cars = await carsOf(caller.client, ids, window);
    const mine = await score(model!, cars, environment);
    const other = opponent ? await score(opponent, cars, environment) : null;
    const segments = segmentsOf(cars);
    const sides = compareSides(mine, other, cars.label, segments);
    const result = {
      window: {
        ...windowOf(cars, ids.length, window),
        cars: cars.knr.length,
        failures: sides.model.metrics.failures,
      },
      seenInTraining: cars.seen,
      ...sides,
      comparison: other && (await comparisonOf(mine, other, sides, cars, segments, caller.client)),
    };
    // A deployment quotes the newest kept comparison: an operator or a key, who may not deploy, only reads.
    if (role === 'operator' || caller.kind === 'key')
      return c.json({ evaluationId: null, ...result } satisfies EvaluateResponse);
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
