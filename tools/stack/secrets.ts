import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const accountSchema = z.object({
  email: z.email(),
  password: z.string(),
  role: z.enum(['operator', 'engineer', 'admin']),
});
export type Account = z.infer<typeof accountSchema>;

const secretsSchema = z.object({
  platformPassword: z.string(),
  projectPassword: z.string(),
  jwtSecret: z.string(),
  publishableKey: z.string(),
  secretKey: z.string(),
  accounts: z.array(accountSchema),
});
export type Secrets = z.infer<typeof secretsSchema>;

const text = (bytes: number) => randomBytes(bytes).toString('base64url');

/** Keys and passwords of a data folder: made at its first start, readable by the owner only, never committed. */
export function loadOrMakeSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const secrets: Secrets = {
    platformPassword: text(18),
    projectPassword: text(18),
    jwtSecret: text(48),
    publishableKey: `sb_publishable_${text(17).slice(0, 22)}`,
    secretKey: `sb_secret_${text(17).slice(0, 22)}`,
    accounts: (['operator', 'engineer', 'admin'] as const).map((role) => ({
      email: `${role}@halle.demo`,
      password: text(9),
      role,
    })),
  };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
