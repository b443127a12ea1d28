import process from 'node:process';
import { z } from 'zod';
import { tracingEnvironment } from '../../../shared/tracing/tracing.ts';

/** As a browser sends it: scheme, host and port, nothing behind. */
const originSchema = z.string().refine((text) => !text.includes('*') && URL.parse(text)?.origin === text, {
  error: 'each is an origin such as https://halle.example, without a path; there is no "*"',
});

const environmentSchema = z.object({
  SUPABASE_URL: z.url(),
  SUPABASE_ANON_KEY: z.string().min(1),
  SUPABASE_SERVICE_ROLE_KEY: z.string().min(1),
  /** Web pages that may ask the functions from a browser, parted by commas. Without it none may. */
  HALLE_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((origin) => origin.trim() || []))
    .pipe(z.array(originSchema)),
  ...tracingEnvironment,
});
export type Environment = z.infer<typeof environmentSchema>;

/** Read once, when a function starts. Throws with the names of the variables that are missing or wrong. */
export function readEnvironment(source: Record<string, string | undefined> = process.env): Environment {
  const result = environmentSchema.safeParse(source);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of the function is not usable. ${wrong.join('; ')}`);
}
