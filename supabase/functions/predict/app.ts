import { preflightRequestSchema } from '../../../shared/contracts/deployments.ts';
import {
  predictRequestSchema,
  predictResponseSchema,
  type PredictRequest,
  type PredictResponse,
} from '../../../shared/contracts/predict.ts';
import { HalleError } from '../../../shared/errors.ts';
import type { FeatureRow } from '../../../shared/features/catalogue.ts';
import { createFunction } from '../_shared/app.ts';
import { readJson } from '../_shared/body.ts';
import { serviceClient } from '../_shared/caller.ts';
import { orThrow } from '../_shared/database-error.ts';
import type { Environment } from '../_shared/environment.ts';
import { explainerOf } from '../_shared/explainer.ts';
import { downloadModel, sessions } from '../_shared/models.ts';
import { preflight, preflightOperation } from './preflight/index.ts';
import type { Explained } from '../_shared/reasons/what-if.ts';
import { auditCars } from './audit-cars.ts';
import { forOperator } from './for-operator.ts';
import { predictExamples } from './examples.ts';
import { askedOf, keptAnswer, sentBefore } from './gate.ts';
import { scoreCars, type Car } from './score-cars.ts';

/** What the rpc `predict_input` answers. */
interface PredictInput {
  /** Whoever asks may know probabilities and lanes. */
  engineer: boolean;
  deployment:
    | (Explained & {
        id: number;
        threshold: number;
        modelId: number;
        name: string;
        storagePath: string;
        sha256: string;
        /** Null for a model without a tree file. */
        treesPath: string | null;
        treesSha256: string | null;
      })
    | null;
  cars: (FeatureRow & { knr: string })[];
}

export function predictFunction(environment: Environment) {
  const service = serviceClient(environment);
  const app = createFunction(
    'predict',
    environment,
    'Which cars will fail the road test, by the model in use.',
    [
      {
        method: 'post',
        path: '/predict',
        id: 'predict',
        examples: predictExamples,
        scope: 'predict',
        summary: 'Probability and decision (long or short test) for a car, for cars, or for given features.',
        body: predictRequestSchema,
        answers: { 200: predictResponseSchema },
        errors: [
          'body_not_json',
          'invalid_field',
          'invalid_knr',
          'not_allowed',
          'unknown_car',
          'no_model_in_use',
          'unavailable',
        ],
      },
      preflightOperation,
    ],
  );

  app.post('/', async (c) => {
    const { client } = c.var.caller;
    const request = await readJson(c.req.raw, predictRequestSchema);
    const wanted = numbersOf(request);
    // At once, although nothing is known of the caller yet: without an input nobody is told of the draw.
    const [kept, found, drawn] = await Promise.all([
      sentBefore(request) ? keptAnswer(client, request) : null,
      client.rpc('predict_input', { knrs: wanted }),
      auditCars(service, wanted),
    ]);
    if (kept) return c.json(kept);
    const input: PredictInput = orThrow(found);
    const { deployment } = input;
    const { cars, unknown } = carsOf(request, wanted, input);
    if (!deployment) throw new HalleError('no_model_in_use', 'No model is in use yet: put one in use first.');
    const explaining = explainerOf(deployment, environment);
    const predictions = await sessions.with(
      deployment.sha256,
      () => downloadModel(service, deployment.storagePath, deployment.sha256),
      async (model) => {
        const explainer = await explaining;
        return scoreCars(model, cars, { ...deployment, explainer, drawn });
      },
    );
    if (wanted.length > 0) {
      const answers = predictions.map(({ knr, probability, decision, reasons }) => ({
        knr,
        probability,
        decision,
        reasons,
      }));
      const ids: Record<string, number> = orThrow(
        await client.rpc('record_predictions', {
          deployment_id: deployment.id,
          answers,
          asked: askedOf(request),
        }),
      );
      for (const prediction of predictions) prediction.id = ids[prediction.knr!] ?? null;
      // Sent twice at the same time: the other one was first.
      const other = predictions.some(({ id }) => id === null) && (await keptAnswer(client, request));
      if (other) return c.json(other);
    }
    return c.json({
      model: { id: deployment.modelId, name: deployment.name },
      deploymentId: deployment.id,
      predictions: input.engineer ? predictions : predictions.map(forOperator),
      unknown,
    } satisfies PredictResponse);
  });
  app.post('/preflight', async (c) => {
    const { caller } = c.var;
    const { modelId } = await readJson(c.req.raw, preflightRequestSchema);
    return c.json(await preflight(caller, service, modelId));
  });
  return app;
}

/** The cars asked for by number, each once. */
function numbersOf(request: PredictRequest): string[] {
  if ('knr' in request) return [request.knr];
  if ('knrs' in request) return [...new Set(request.knrs)];
  return [];
}

/** A feature that the caller left out is missing. */
function rowOf(features: Record<string, number | string | null | undefined>): FeatureRow {
  return Object.fromEntries(Object.entries(features).map(([name, value]) => [name, value ?? null]));
}

/** In the order asked for. Errors: `unknown_car` when nothing was ever loaded about any of them. */
function carsOf(
  request: PredictRequest,
  wanted: string[],
  input: PredictInput,
): { cars: Car[]; unknown: string[] } {
  if ('cars' in request) {
    return {
      cars: request.cars.map(({ features }) => ({ knr: null, features: rowOf(features) })),
      unknown: [],
    };
  }
  const rows = new Map(input.cars.map((row) => [row.knr, row]));
  const unknown = wanted.filter((knr) => !rows.has(knr));
  if (unknown.length === wanted.length) {
    const which = wanted.length === 1 ? `the car ${wanted[0]}` : `any of these ${wanted.length} cars`;
    throw new HalleError('unknown_car', `Nothing was ever loaded about ${which}.`, {
      knr: wanted[0],
      ...(wanted.length === 1 ? {} : { knrs: unknown }),
    });
  }
  const cars = wanted.flatMap((knr) => {
    const features = rows.get(knr);
    return features ? [{ knr, features }] : [];
  });
  return { cars, unknown };
}
