import { z } from 'zod';
import {
  createdWebhookSchema,
  messageKindSchema,
  webhookKindSchema,
  type CreatedWebhook,
  type WebhookKind,
} from '$shared/contracts/webhooks.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

const webhookRow = z.object({
  id: z.coerce.number(),
  address: z.string(),
  kinds: z.array(webhookKindSchema),
  active: z.boolean(),
  off_because: z.enum(['person', 'failures', 'gone']).nullable(),
  failures_in_row: z.number(),
});
export type Webhook = z.infer<typeof webhookRow>;

const deliveryRow = z.object({
  id: z.coerce.number(),
  webhook_id: z.coerce.number(),
  kind: messageKindSchema,
  message_id: z.string(),
  state: z.enum(['waiting', 'delivered', 'given_up']),
  created_at: z.string(),
  webhook_tries: z.array(
    z.object({
      id: z.coerce.number(),
      at: z.string(),
      status: z.number().nullable(),
      ms: z.number(),
      answer: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
});
/** One message to one receiver, with every try, oldest first. */
export type Delivery = z.infer<typeof deliveryRow>;

/** Admins only, as all here. @throws Failure */
export function listWebhooks(): Promise<Webhook[]> {
  return rest(
    session.client.from('webhooks').select(Object.keys(webhookRow.shape).join(',')).order('id'),
    z.array(webhookRow),
  );
}

/** The newest messages of a webhook. @throws Failure */
export function listDeliveries(webhookId: number, most = 20): Promise<Delivery[]> {
  return rest(
    session.client
      .from('webhook_deliveries')
      .select('id,webhook_id,kind,message_id,state,created_at,webhook_tries(id,at,status,ms,answer,error)')
      .eq('webhook_id', webhookId)
      .order('id', { ascending: false })
      .order('id', { referencedTable: 'webhook_tries' })
      .limit(most),
    z.array(deliveryRow),
  );
}

/** @throws Failure */
export function createWebhook(address: string, kinds: WebhookKind[]): Promise<CreatedWebhook> {
  return rest(session.client.rpc('create_webhook', { address, kinds }), createdWebhookSchema);
}

/** Switches it on or off, or changes what it is sent. @throws Failure */
export async function changeWebhook(
  webhook: Webhook,
  change: Partial<Pick<Webhook, 'active' | 'kinds'>>,
): Promise<void> {
  const { id, address, kinds, active } = { ...webhook, ...change };
  const said = { webhook_id: id, address, kinds, active };
  await rest(session.client.rpc('change_webhook', said), z.unknown());
}

/** @throws Failure */
export async function removeWebhook(id: number): Promise<void> {
  await rest(session.client.rpc('remove_webhook', { webhook_id: id }), z.unknown());
}

/** Sends a message of kind `test`. @throws Failure */
export async function testWebhook(id: number): Promise<void> {
  await rest(session.client.rpc('test_webhook', { webhook_id: id }), z.unknown());
}

/** Sends the same message once more. @throws Failure */
export async function resendDelivery(id: number): Promise<void> {
  await rest(session.client.rpc('resend_delivery', { delivery_id: id }), z.unknown());
}
