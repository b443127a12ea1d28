import { z } from 'zod';

const configSchema = z.object({ apiUrl: z.url(), publishableKey: z.string().min(1) });
export type AppConfig = z.infer<typeof configSchema>;

/** Addresses are read at run time, so that one build serves every plant. Throws when `/config.json` is not usable. */
export async function loadConfig(): Promise<AppConfig> {
  const answer = await fetch('/config.json', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  const config = configSchema.parse(await answer.json());
  return { ...config, apiUrl: config.apiUrl.replace(/\/+$/, '') };
}
