import { z } from 'zod';

/** What a key may do. A deployment is in none of them: a person decides. */
export const SCOPES = ['predict', 'ingest', 'models:write', 'read'] as const;
export const scopeSchema = z.enum(SCOPES);
export type Scope = z.infer<typeof scopeSchema>;

/** `halle_`, what the key is recognised by, and what opens: 256 random bits. */
export const API_KEY = /^halle_[0-9a-f]{8}_[0-9a-f]{64}$/;

/** Calls a minute that a key may make, unless its admin says otherwise. */
export const USUAL_PER_MINUTE = 600;
export const MOST_PER_MINUTE = 6000;

/** What `create_api_key` answers: the only time that the key is told. */
export const createdKeySchema = z.object({
  id: z.coerce.number(),
  prefix: z.string(),
  key: z.string().regex(API_KEY),
});
export type CreatedKey = z.infer<typeof createdKeySchema>;
