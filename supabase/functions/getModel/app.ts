import type { Context } from 'hono';
import { z } from 'zod';
import {
  modelListQuerySchema,
  modelListSchema,
  modelWithLinkSchema,
} from '../../../shared/contracts/models.ts';
import { HalleError } from '../../../shared/errors.ts';
import { createFunction, type FunctionTypes } from '../_shared/app.ts';
import { check } from '../_shared/body.ts';
import { serviceClient } from '../_shared/caller.ts';
import { orThrow } from '../_shared/database-error.ts';
import type { Environment } from '../_shared/environment.ts';
import { requireMember } from '../_shared/member.ts';
import { findExplanation, findModel, toModel, type ModelRow } from '../_shared/models.ts';
import * as examples from './examples.ts';

/** How long a link to a file may be used, seconds. */
const LINK_SECONDS = 600;

const idSchema = z.coerce.number().int().positive();
const idDescribed = z.int().positive();

export function getModelFunction(environment: Environment) {
  const app = createFunction('getModel', environment, 'Models, their metrics and their files.', [
    {
      method: 'get',
      path: '/getModel',
      id: 'listModels',
      examples: examples.list,
      scope: 'read',
      summary: 'One model by ?ID_MODELO=, or the list, newest first.',
      parameters: {
        page: { in: 'query', schema: z.int().min(1).default(1) },
        pageSize: { in: 'query', schema: z.int().min(1).max(100).default(20) },
        ID_MODELO: { in: 'query', schema: idDescribed },
      },
      answers: { 200: z.union([modelWithLinkSchema, modelListSchema]) },
      errors: ['invalid_field', 'not_allowed', 'not_found'],
    },
    {
      method: 'get',
      path: '/getModel/current',
      id: 'modelInUse',
      examples: examples.current,
      scope: 'read',
      summary: 'The model in use.',
      answers: { 200: modelWithLinkSchema },
      errors: ['not_allowed', 'no_model_in_use'],
    },
    {
      method: 'get',
      path: '/getModel/{id}',
      id: 'getModel',
      examples: examples.one,
      scope: 'read',
      summary: 'A model with its curves and a link to its file, valid for ten minutes.',
      parameters: { id: { in: 'path', schema: idDescribed } },
      answers: { 200: modelWithLinkSchema },
      errors: ['invalid_field', 'not_allowed', 'not_found'],
    },
    {
      method: 'get',
      path: '/getModel/{id}/file',
      id: 'modelFile',
      examples: examples.file,
      scope: 'read',
      summary: 'Leads to the ONNX file.',
      parameters: { id: { in: 'path', schema: idDescribed } },
      answers: { 302: null },
      errors: ['invalid_field', 'not_allowed', 'not_found'],
    },
  ]);

  const link = async (row: ModelRow): Promise<string> => {
    const { data, error } = await serviceClient(environment)
      .storage.from('models')
      .createSignedUrl(row.storage_path, LINK_SECONDS);
    if (error) throw new Error(`link to ${row.storage_path}: ${error.message}`);
    return data.signedUrl;
  };
  const answer = async (c: Context<FunctionTypes>, row: ModelRow) => {
    const [url, explanation] = await Promise.all([link(row), findExplanation(c.var.caller.client, row.id)]);
    return c.json({ ...toModel(row), ...explanation, file: { url, expiresIn: LINK_SECONDS } });
  };

  app.get('*', async function membersOnly(c, next) {
    await requireMember(c.var.caller);
    await next();
  });
  app.get('/', async (c) => {
    const { client } = c.var.caller;
    const id = c.req.query('ID_MODELO');
    if (id !== undefined) {
      const { ID_MODELO } = check(z.object({ ID_MODELO: idSchema }), { ID_MODELO: id });
      return await answer(c, await findModel(client, ID_MODELO));
    }
    const { page, pageSize } = check(modelListQuerySchema, c.req.query());
    const from = (page - 1) * pageSize;
    const list = await client
      .from('model_overview')
      .select('*', { count: 'exact' })
      .order('id', { ascending: false })
      .range(from, from + pageSize - 1);
    // PGRST103: a page behind the last one is an empty page.
    const rows: ModelRow[] = list.error?.code === 'PGRST103' ? [] : (orThrow(list) ?? []);
    return c.json({
      models: rows.map(toModel),
      total: list.count ?? 0,
      page,
      pageSize,
    });
  });
  app.get('/current', async (c) => {
    const { client } = c.var.caller;
    const row: ModelRow | null = orThrow(
      await client.from('model_overview').select('*').eq('status', 'in_use').maybeSingle(),
    );
    if (!row) throw new HalleError('no_model_in_use', 'No model is in use yet: put one in use first.');
    return await answer(c, row);
  });
  app.get('/:id', async (c) => {
    const { id } = check(z.object({ id: idSchema }), c.req.param());
    return await answer(c, await findModel(c.var.caller.client, id));
  });
  app.get('/:id/file', async (c) => {
    const { id } = check(z.object({ id: idSchema }), c.req.param());
    return c.redirect(await link(await findModel(c.var.caller.client, id)), 302);
  });
  return app;
}
