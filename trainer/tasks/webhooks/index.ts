import type { Task } from 'graphile-worker';
import type { JSONValue } from 'postgres';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { TrainerContext } from '../../context.ts';
import { send } from './send.ts';

const payloadSchema = z.object({ deliveryId: z.coerce.number().int().positive() });

interface Delivery {
  messageId: string;
  kind: string;
  body: string | null;
  at: Date;
  facts: JSONValue | null;
  address: string;
  secret: string;
  wanted: boolean;
}

/**
 * The queue's task `send_webhook`: one try to send one message. Throws when it failed and can get better, so that the queue
 * tries again later; what cannot (an address that is refused, a receiver that is gone, a webhook that was switched off) ends
 * here. A crash between sending and noting sends once more, under the same id.
 */
export function sendWebhookTask({ sql, settings, log }: TrainerContext): Task {
  return async (payload, helpers) => {
    const { deliveryId } = payloadSchema.parse(payload);
    const [delivery] = await sql<Delivery[]>`
      select d.message_id as "messageId", d.kind, d.body, coalesce(n.created_at, d.created_at) as at, n.facts, w.address,
        s.secret, w.active or d.asked as wanted
      from public.webhook_deliveries d join public.webhooks w on w.id = d.webhook_id
      join private.webhook_secrets s on s.webhook_id = w.id left join public.notices n on n.id = d.notice_id
      where d.id = ${deliveryId} and d.state = 'waiting'`;
    if (!delivery) return;
    if (!delivery.wanted) {
      await sql`update public.webhook_deliveries set state = 'given_up' where id = ${deliveryId}`;
      return;
    }
    const body = delivery.body ?? messageOf(delivery);
    if (delivery.body === null)
      await sql`update public.webhook_deliveries set body = ${body} where id = ${deliveryId}`;
    const sent = await send(
      delivery.address,
      headersOf(delivery, body, new Date()),
      body,
      {
        allowPrivate: settings.allowPrivateWebhooks ?? false,
        allowLoopback: settings.allowLoopbackWebhooks ?? false,
      },
      helpers.abortSignal ? { signal: helpers.abortSignal } : {},
    );
    const lastTry = sent.refused || helpers.job.attempts >= helpers.job.max_attempts;
    const [noted] = await sql<{ state: string }[]>`
      select private.note_webhook_try(${deliveryId}, ${sent.status}, ${sent.ms}, ${sent.answer}, ${sent.error}, ${lastTry}) as state`;
    log('webhook sent', { deliveryId, status: sent.status, ms: sent.ms, state: noted?.state });
    if (noted?.state === 'waiting') throw new Error(sent.error ?? `The receiver answered ${sent.status}.`);
  };
}

function messageOf({ messageId, kind, at, facts }: Delivery): string {
  return JSON.stringify({ id: messageId, kind, at: at.toISOString(), facts: facts ?? {} });
}

/** The headers of Standard Webhooks: the signature is of this try's time. */
function headersOf({ messageId, secret }: Delivery, body: string, at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Halle',
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(messageId, at, body),
  };
}
