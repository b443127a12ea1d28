import { readEnvironment } from '../../supabase/functions/_shared/environment.ts';
import { createModelFunction } from '../../supabase/functions/createModel/app.ts';
import { evaluateFunction } from '../../supabase/functions/evaluate/app.ts';
import { getModelFunction } from '../../supabase/functions/getModel/app.ts';
import { ingestFunction } from '../../supabase/functions/ingest/app.ts';
import { predictFunction } from '../../supabase/functions/predict/app.ts';
import type { ApiDocument } from './document.ts';

/** Nobody is asked: a function tells its own description without anybody's leave. */
const nowhere = readEnvironment({
  SUPABASE_URL: 'http://127.0.0.1:9',
  SUPABASE_ANON_KEY: 'none',
  SUPABASE_SERVICE_ROLE_KEY: 'none',
});
const FUNCTIONS = {
  predict: predictFunction,
  ingest: ingestFunction,
  getModel: getModelFunction,
  createModel: createModelFunction,
  evaluate: evaluateFunction,
};

/** One document of all functions, put together of what each serves itself. */
export async function wholeDocument(): Promise<ApiDocument> {
  const parts = await Promise.all(
    Object.entries(FUNCTIONS).map(async ([name, make]): Promise<[string, ApiDocument]> => {
      const answer = await make(nowhere).request(`/${name}/openapi.json`);
      return [name, (await answer.json()) as ApiDocument];
    }),
  );
  const [[, first]] = parts as [[string, ApiDocument]];
  return {
    ...first,
    info: {
      ...first.info,
      title: 'Halle',
      description:
        'Predicts, before the road test, which cars will fail it. Rules of compatibility: docs/api.md.',
    },
    tags: parts.map(([name, { info }]) => ({ name, description: info.description })),
    paths: Object.fromEntries(
      parts.flatMap(([name, { paths }]) =>
        Object.entries(paths).map(([path, methods]) => [
          path,
          Object.fromEntries(
            Object.entries(methods).map(([method, operation]) => [method, { tags: [name], ...operation }]),
          ),
        ]),
      ),
    ),
  };
}
