import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SupervisedChild } from '../stack/child.ts';
import { denoEnvironment, denoProgram, functionsReady, runInDeno } from '../stack/functions.ts';
import { freePort } from '../stack/ports.ts';
import type { ProcessBook } from '../stack/processes.ts';
import { root } from '../test/commands.ts';
import type { Upload } from './upload.ts';

/** What a started upload answered to the question what it is. */
export interface Started {
  status: number;
  body: unknown;
  log: string;
}

/**
 * Starts one function from nothing but what was sent, unpacked into an empty folder, in Deno under the hosted runtime's
 * restrictions, and asks for its description. Its npm packages are those of this machine, at the versions that its own
 * map names; hosted downloads the same ones.
 */
export async function startUpload(upload: Upload, folder: string, book: ProcessBook): Promise<Started> {
  const { name, files } = upload;
  for (const [path, content] of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const port = await freePort();
  const logFile = join(folder, 'deno.log');
  const host = join(root, 'tools/stack/functions-host.ts');
  const readable = [folder, realpathSync(join(root, 'node_modules')), dirname(host)];
  const child = new SupervisedChild({
    command: denoProgram(),
    args: [
      ...runInDeno(readable),
      `--config=${join(folder, 'supabase/functions', name, 'deno.json')}`,
      host,
      String(port),
      join(folder, 'supabase/functions'),
      name,
    ],
    cwd: folder,
    env: denoEnvironment(join(folder, '..', 'deno'), {
      SUPABASE_URL: 'http://127.0.0.1:9',
      SUPABASE_ANON_KEY: 'dry-run',
      SUPABASE_SERVICE_ROLE_KEY: 'dry-run',
      // Nobody listens; what traces need is loaded, as it would be where somebody does.
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    }),
    logFile,
    book,
    stopWithin: 3000,
  });
  child.start();
  try {
    await functionsReady(port);
    const answer = await fetch(`http://127.0.0.1:${port}/${name}/openapi.json`);
    const body: unknown = await answer.json();
    return { status: answer.status, body, log: readFileSync(logFile, 'utf8') };
  } finally {
    await child.stop();
  }
}
