import { z } from 'zod';

const settingsSchema = z.object({
  /** Twenty letters: Project Settings, General. */
  HALLE_PROJECT_REF: z.string().regex(/^[a-z]{20}$/, 'twenty lowercase letters are expected'),
  SUPABASE_ACCESS_TOKEN: z.string().regex(/^sbp_[0-9a-z_]+$/, 'a personal access token begins with sbp_'),
  /** Direct or session pooler; the transaction pooler (port 6543) has no sessions, which migrations need. */
  HALLE_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .refine((url) => new URL(url).port !== '6543', 'port 6543 is the transaction pooler: take 5432'),
  HALLE_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  HALLE_PUBLISHABLE_KEY: z.string().min(1),
  HALLE_ADMIN_EMAIL: z.email(),
  /** A file of NAME=value lines that the functions get beside what Supabase gives them. */
  HALLE_FUNCTION_SECRETS: z.string().min(1).optional(),
  HALLE_WEB_OUT: z.string().min(1).default('web/deployed'),
});

export interface DeploySettings {
  projectRef: string;
  accessToken: string;
  databaseUrl: string;
  apiUrl: string;
  publishableKey: string;
  adminEmail: string;
  functionSecrets: string | undefined;
  webOut: string;
}

/** The environment of a deployment. @throws a sentence that names every bad variable, never its value */
export function readDeploySettings(env: NodeJS.ProcessEnv): DeploySettings {
  const parsed = settingsSchema.safeParse(env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
    throw new Error(
      `The settings are not usable.\n  ${wrong.join('\n  ')}\ndocs/deploy.md tells what they are.`,
    );
  }
  const { data } = parsed;
  return {
    projectRef: data.HALLE_PROJECT_REF,
    accessToken: data.SUPABASE_ACCESS_TOKEN,
    databaseUrl: data.HALLE_DATABASE_URL,
    apiUrl: data.HALLE_API_URL ?? `https://${data.HALLE_PROJECT_REF}.supabase.co`,
    publishableKey: data.HALLE_PUBLISHABLE_KEY,
    adminEmail: data.HALLE_ADMIN_EMAIL.toLowerCase(),
    functionSecrets: data.HALLE_FUNCTION_SECRETS,
    webOut: data.HALLE_WEB_OUT,
  };
}
