import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { call } from '../test/fixtures/functions.ts';
import { accessToken, signedInClient } from '../test/stack.ts';

/** Who works in the plant: signed in as on the screens, with no more rights than there. */
export interface People {
  engineer: SupabaseClient;
  operator: SupabaseClient;
}

export const signIn = async (): Promise<People> => ({
  engineer: await signedInClient('engineer'),
  operator: await signedInClient('operator'),
});

/** An Edge Function as a screen calls it. @throws with what it answered when that is no success. */
export async function ask<T>(
  person: SupabaseClient,
  path: string,
  schema: z.ZodType<T>,
  json: unknown,
): Promise<T> {
  const { status, body } = await call(path, await accessToken(person), { json });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return schema.parse(body);
}

/** What PostgREST answered. @throws its refusal. */
export async function rest<T>(
  asked: PromiseLike<{ data: unknown; error: { message: string; details: string } | null }>,
  schema: z.ZodType<T>,
): Promise<T> {
  const { data, error } = await asked;
  if (error) throw new Error(`${error.details}: ${error.message}`);
  return schema.parse(data);
}
