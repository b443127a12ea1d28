import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import {
  MODEL_FILE_LIMIT,
  modelMetadataSchema,
  modelSchema,
  TREES_FILE_LIMIT,
  type ModelMetadata,
} from '../../../shared/contracts/models.ts';
import { createRunSchema, runSchema } from '../../../shared/contracts/runs.ts';
import { HalleError } from '../../../shared/errors.ts';
import { createFunction } from '../_shared/app.ts';
import { check, parseJson, readJson } from '../_shared/body.ts';
import { serviceClient } from '../_shared/caller.ts';
import { contentHash } from '../_shared/content-hash.ts';
import type { Environment } from '../_shared/environment.ts';
import { requireMember, requireRole } from '../_shared/member.ts';
import { findModel, toModel } from '../_shared/models.ts';
import { checkModelFile } from './check-file.ts';
import * as examples from './examples.ts';
import { refuseDuplicate, register } from './register.ts';
import { cancelRun, findRun, requestRun } from './runs.ts';

/** Room for the metadata and the borders of the parts beside the files. */
const BODY_LIMIT = MODEL_FILE_LIMIT + TREES_FILE_LIMIT + 1024 * 1024;

const idSchema = z.object({ id: z.coerce.number().int().positive() });
const creators = ['engineer', 'admin', 'service'] as const;
const refusal = 'Only an engineer or an admin can create a model.';

const tooLarge = (what = 'model', limit: number = MODEL_FILE_LIMIT) =>
  new HalleError('too_large', `A ${what} file may have ${limit / 1024 / 1024} MB at most.`, { limit });

export function createModelFunction(environment: Environment) {
  const app = createFunction(
    'createModel',
    environment,
    'Registers a model file, or starts the pipeline that makes one.',
    [
      {
        method: 'post',
        path: '/createModel',
        id: 'registerModel',
        examples: examples.register,
        scope: 'models:write',
        summary:
          'Checks, stores and registers an ONNX model, with its tree file if it has one. It becomes a candidate.',
        parts: { file: 'file', metadata: modelMetadataSchema, trees: 'optional file' },
        answers: { 201: modelSchema },
        errors: [
          'bad_request',
          'body_not_json',
          'invalid_field',
          'not_allowed',
          'already_registered',
          'too_large',
          'invalid_model_file',
          'invalid_tree_file',
        ],
      },
      {
        method: 'post',
        path: '/createModel/runs',
        id: 'startRun',
        examples: examples.startRun,
        scope: 'models:write',
        summary: 'Starts a training run.',
        body: createRunSchema,
        answers: { 202: runSchema },
        errors: ['body_not_json', 'invalid_field', 'not_allowed', 'run_in_progress', 'switched_off'],
      },
      {
        method: 'get',
        path: '/createModel/runs/{id}',
        id: 'getRun',
        examples: examples.getRun,
        scope: 'read',
        summary: 'A training run: status, phase and progress.',
        parameters: { id: { in: 'path', schema: z.int().positive() } },
        answers: { 200: runSchema },
        errors: ['invalid_field', 'not_allowed', 'not_found'],
      },
      {
        method: 'delete',
        path: '/createModel/runs/{id}',
        id: 'cancelRun',
        examples: examples.cancelRun,
        scope: 'models:write',
        summary: 'Cancels a training run.',
        parameters: { id: { in: 'path', schema: z.int().positive() } },
        answers: { 200: runSchema },
        errors: ['invalid_field', 'not_allowed', 'not_found', 'run_not_active'],
      },
    ],
  );

  app.post('/', bodyLimit({ maxSize: BODY_LIMIT, onError: () => Promise.reject(tooLarge()) }), async (c) => {
    const { caller } = c.var;
    await requireRole(caller, creators, refusal);
    const { bytes, trees, metadata } = await readParts(c.req.raw);
    const service = serviceClient(environment, c.var.requestId);
    const sha256 = contentHash(bytes);
    await refuseDuplicate(service, sha256);
    const inputs = await checkModelFile(bytes, metadata, trees);
    const id = await register(service, {
      bytes,
      sha256,
      trees,
      inputs,
      metadata,
      createdBy: caller,
    });
    c.header('location', `/functions/v1/getModel/${id}`);
    return c.json(toModel(await findModel(caller.client, id)), 201);
  });
  app.post('/runs', async (c) => {
    const { cause, parameters } = await readJson(c.req.raw, createRunSchema, {});
    return c.json(await requestRun(c.var.caller.client, cause, parameters), 202);
  });
  app.get('/runs/:id', async (c) => {
    const { id } = check(idSchema, c.req.param());
    await requireMember(c.var.caller);
    return c.json(await findRun(c.var.caller.client, id));
  });
  app.delete('/runs/:id', async (c) => {
    const { id } = check(idSchema, c.req.param());
    return c.json(await cancelRun(c.var.caller.client, id));
  });
  return app;
}

interface Parts {
  bytes: Uint8Array;
  trees: Uint8Array | null;
  metadata: ModelMetadata;
}

/** The parts of the body. Errors: `bad_request`, `invalid_field`, `body_not_json`, `too_large`. */
async function readParts(request: Request): Promise<Parts> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch (error) {
    if (error instanceof HalleError) throw error;
    throw new HalleError(
      'bad_request',
      'The body is not multipart/form-data with the parts file and metadata.',
    );
  }
  const file = form.get('file');
  const metadata = form.get('metadata');
  const trees = form.get('trees');
  if (!(file instanceof Blob)) {
    throw new HalleError('invalid_field', 'file: the part with the ONNX file is missing.', { field: 'file' });
  }
  if (file.size > MODEL_FILE_LIMIT) throw tooLarge();
  if (metadata === null) {
    throw new HalleError('invalid_field', 'metadata: the part with the JSON is missing.', {
      field: 'metadata',
    });
  }
  if (trees !== null && !(trees instanceof Blob)) {
    throw new HalleError('invalid_field', 'trees: the part is text, not a file.', { field: 'trees' });
  }
  if (trees && trees.size > TREES_FILE_LIMIT) throw tooLarge('tree', TREES_FILE_LIMIT);
  const text = typeof metadata === 'string' ? metadata : await metadata.text();
  const { metadata: checked } = check(z.object({ metadata: modelMetadataSchema }), {
    metadata: parseJson(text),
  });
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    trees: trees && new Uint8Array(await trees.arrayBuffer()),
    metadata: checked,
  };
}
