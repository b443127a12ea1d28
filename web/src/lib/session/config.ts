import { z } from 'zod';

const configSchema = z
  .object({ apiUrl: z.url(), publishableKey: z.string().min(1) })
  .transform(({ apiUrl, publishableKey }) => ({ apiUrl: apiUrl.replace(/\/+$/, ''), publishableKey }));
export type AppConfig = z.infer<typeof configSchema>;

declare global {
  /** The answer of `/config.json`, asked for by the page itself; undefined where it could not be asked for. */
  var config: Promise<Response | undefined> | undefined;
}

/** The settings that the server put into the page; null where another serves it. @throws when they are not usable */
export function configInPage(): AppConfig | null {
  const text = document.getElementById('config')?.textContent;
  return text ? configSchema.parse(JSON.parse(text)) : null;
}

/** Addresses are read at run time, so that one build serves every plant. @throws when `/config.json` is not usable */
export async function loadConfig(): Promise<AppConfig> {
  const answer = (await globalThis.config) ?? (await fetch('/config.json', { cache: 'no-store' }));
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return configSchema.parse(await answer.json());
}
