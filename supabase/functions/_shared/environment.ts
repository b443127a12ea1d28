import process from 'node:process';
import { z } from 'zod';

const environmentSchema = z.object({
  SUPABASE_URL: z.url(),
  SUPABASE_ANON_KEY: z.string().min(1),
  SUPABASE_SERVICE_ROLE_KEY: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;

/** Read once, when a function starts. Throws with the names of the variables that are missing or wrong. */
export function readEnvironment(source: Record<string, string | undefined> = process.env): Environment {
  const result = environmentSchema.safeParse(source);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of the function is not usable. ${wrong.join('; ')}`);
}
