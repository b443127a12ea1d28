import { z } from 'zod';
import { NOTICE_KINDS } from './notices.ts';

/** Kinds of notices that may be sent. That a webhook was switched off is told in the application. */
export const WEBHOOK_KINDS = NOTICE_KINDS.filter((kind) => kind !== 'webhook_off');

/** The body that a receiver gets; `facts` as shared/contracts/notices.ts says by kind, empty for a test. */
export const webhookMessageSchema = z.object({
  id: z.string().startsWith('msg_'),
  kind: z.enum([...WEBHOOK_KINDS, 'test']),
  at: z.iso.datetime(),
  facts: z.record(z.string(), z.unknown()),
});

/** `rpc create_webhook`: the secret is told here and never again. */
export const createdWebhookSchema = z.object({ id: z.int(), secret: z.string().startsWith('whsec_') });
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;
