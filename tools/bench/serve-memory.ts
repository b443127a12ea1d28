import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { functionsEnvironment, functionsProcess, functionsReady } from '../stack/functions.ts';
import { freePort } from '../stack/ports.ts';
import { ProcessBook } from '../stack/processes.ts';
import type { OwnStack } from './own-stack.ts';
import { load, type Load } from './serve-load.ts';

const memorySchema = z.object({ used: z.number(), resident: z.number() });

/**
 * Memory of the functions in a process of their own while eight clients ask for so many minutes. A leak: what is in use after a
 * collection is 16 MB more at the end than after the first minute. Resident memory is told and not judged: V8 lets it
 * grow before it collects (279 to 327 MB in ten minutes in which what is in use did not change).
 */
export async function memoryOver(
  minutes: number,
  stack: OwnStack,
  folder: string,
  { headers, requests }: Pick<Load, 'headers' | 'requests'>,
) {
  const dataDir = join(folder, 'memory');
  mkdirSync(dataDir);
  const book = await ProcessBook.open(dataDir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = functionsProcess({
    port,
    dataDir,
    logFile: join(dataDir, 'functions.log'),
    book,
    host: join(import.meta.dirname, 'serve-host.ts'),
    env: { ...functionsEnvironment(stack.file), DENO_V8_FLAGS: '--expose-gc' },
  });
  const samples: z.infer<typeof memorySchema>[] = [];
  let [asked, failed] = [0, 0];
  try {
    child.start();
    await functionsReady(port);
    for (let minute = 0; minute < minutes; minute++) {
      const figures = await load({ url, clients: 8, seconds: 60, headers, requests });
      asked += figures.requests;
      failed += figures.errors + figures.refused;
      samples.push(memorySchema.parse(await (await fetch(`${url}/memory`)).json()));
    }
  } finally {
    await child.stop();
    book.close();
  }
  const [from, to] = [samples[0]!, samples.at(-1)!];
  return { minutes, requests: asked, failed, from, to, leaks: to.used - from.used > 16 };
}
