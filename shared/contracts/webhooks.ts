import { z } from 'zod';
import { noticeKindSchema } from './notices.ts';

/** Kinds of notices that may be sent. That a webhook was switched off is told in the application. */
export const webhookKindSchema = noticeKindSchema.exclude(['webhook_off']);
export type WebhookKind = z.infer<typeof webhookKindSchema>;
export const WEBHOOK_KINDS = webhookKindSchema.options;

/** What a receiver is sent: those, and a test when somebody asks for one. */
export const messageKindSchema = z.enum([...WEBHOOK_KINDS, 'test']);
export type MessageKind = z.infer<typeof messageKindSchema>;

/** The body that a receiver gets; `facts` as shared/contracts/notices.ts says by kind, empty for a test. */
export const webhookMessageSchema = z.object({
  id: z.string().startsWith('msg_'),
  kind: messageKindSchema,
  at: z.iso.datetime(),
  facts: z.record(z.string(), z.unknown()),
});

/** `rpc create_webhook`: the secret is told here and never again. */
export const createdWebhookSchema = z.object({ id: z.int(), secret: z.string().startsWith('whsec_') });
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;
