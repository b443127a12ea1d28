/**
 * The model call of `predict` by itself, in Deno as it is deployed: the request checked, scored and answered, without the
 * database. `serve-model.ts FILE PORT`, run by serve.ts beside its peers.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Hono } from 'hono';
import { predictRequestSchema } from '../../shared/contracts/predict.ts';
import type { FeatureRow } from '../../shared/features/catalogue.ts';
import { readJson } from '../../supabase/functions/_shared/body.ts';
import { loadModel } from '../../supabase/functions/_shared/onnx/model.ts';
import { scoreCars } from '../../supabase/functions/predict/score-cars.ts';

const { Deno: deno } = globalThis as unknown as {
  Deno: { serve: (options: object, handler: (request: Request) => Response | Promise<Response>) => unknown };
};
const [file = '', port = ''] = process.argv.slice(2);
const model = await loadModel(readFileSync(file));
const asked = { threshold: 0.3, explainer: null, drawn: new Set<string>(), importance: [], typical: {} };

const app = new Hono();
app.post('/predict', async (c) => {
  const request = await readJson(c.req.raw, predictRequestSchema);
  const given = 'cars' in request ? request.cars : [];
  const cars = given.map(({ features }) => ({
    knr: null,
    features: Object.fromEntries<FeatureRow[string]>(
      Object.entries(features).map(([name, value]) => [name, value ?? null]),
    ),
  }));
  return c.json({ predictions: await scoreCars(model, cars, asked) });
});
deno.serve({ hostname: '127.0.0.1', port: Number(port), onListen: () => console.log('ready') }, app.fetch);
