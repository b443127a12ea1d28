import type { SupabaseClient } from '@supabase/supabase-js';
import {
  PREFLIGHT_CHECKS,
  preflightCheckSchema,
  preflightRequestSchema,
  preflightSchema,
  type Preflight,
  type PreflightCheck,
} from '../../../../shared/contracts/deployments.ts';
import type { Caller } from '../../_shared/caller.ts';
import { orThrow } from '../../_shared/database-error.ts';
import { requireRole } from '../../_shared/member.ts';
import type { Operation } from '../../_shared/openapi.ts';
import { preflightExamples } from '../examples.ts';
import { findRegistered } from './model.ts';
import { runChecks } from './run-checks.ts';

export const preflightOperation: Operation = {
  method: 'post',
  path: '/predict/preflight',
  id: 'checkBeforeUse',
  examples: preflightExamples,
  summary:
    'Checks, where it will be served, whether a model can be put in use. deploy_model wants one of the last 15 minutes.',
  body: preflightRequestSchema,
  answers: { 200: preflightSchema },
  errors: ['body_not_json', 'invalid_field', 'not_allowed', 'not_found'],
  // Part of a deployment, which a person decides.
  scope: null,
};

/**
 * Runs every check of a model and keeps what was found, with the sha256 of the file that it speaks of.
 * Errors: `not_allowed`, `not_found`.
 */
export async function preflight(
  caller: Caller,
  service: SupabaseClient,
  modelId: number,
): Promise<Preflight> {
  await requireRole(
    caller,
    ['engineer', 'admin'],
    'Only an engineer or an admin can have a model checked before it is put in use.',
  );
  const model = await findRegistered(caller.client, modelId);
  const findings = await runChecks(service, model);
  const comparison = preflightCheckSchema.parse(
    orThrow(await service.rpc('comparison_check', { model_id: modelId })),
  );
  const checks = PREFLIGHT_CHECKS.map((check): PreflightCheck =>
    check === 'comparison' ? comparison : { check, ...findings[check] },
  );
  const kept = orThrow(
    await service
      .from('preflights')
      .insert({ model_id: modelId, sha256: model.sha256, checks, created_by: caller.userId })
      .select('id, ok, created_at')
      .single(),
  );
  return { id: kept!.id, modelId, ok: kept!.ok, checks, createdAt: kept!.created_at };
}
