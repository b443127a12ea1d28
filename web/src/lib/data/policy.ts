import { policySchema, policyStateSchema, type Policy, type PolicyState } from '$shared/contracts/retrain.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

const COLUMNS = Object.keys(policyStateSchema.shape).join(',');

/** When models are created without anybody asking. @throws Failure */
export function readPolicy(): Promise<PolicyState> {
  return rest(session.client.from('retrain_policy').select(COLUMNS).single(), policyStateSchema);
}

/** Engineers only. @throws Failure invalid_field for a time zone that does not exist */
export function writePolicy(policy: Policy): Promise<PolicyState> {
  const wanted = policySchema.parse(policy);
  return rest(
    session.client.from('retrain_policy').update(wanted).eq('only_row', true).select(COLUMNS).single(),
    policyStateSchema,
  );
}
