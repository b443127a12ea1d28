import type { MessageKind } from '$shared/contracts/webhooks.ts';
import type { Delivery, Webhook } from '$lib/data/webhooks.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayKind = (kind: MessageKind): string =>
  ({
    run_finished: m.webhook_kind_run,
    candidate_ready: m.webhook_kind_candidate,
    alarm: m.webhook_kind_alarm,
    deployment: m.webhook_kind_deployment,
    dataset_needs_look: m.webhook_kind_dataset,
    test: m.webhook_kind_test,
  })[kind]();

export const sayState = (state: Delivery['state']): string =>
  ({
    waiting: m.webhook_state_waiting,
    delivered: m.webhook_state_delivered,
    given_up: m.webhook_state_given_up,
  })[state]();

export const sayOff = (because: NonNullable<Webhook['off_because']>): string =>
  ({ person: m.webhook_off_person, failures: m.webhook_off_failures, gone: m.webhook_off_gone })[because]();
