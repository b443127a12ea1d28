import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import type { Upload } from './upload.ts';

/** Hosted takes 5 MB; whether of the whole request or packed is not documented: of the whole request, with room. */
export const LARGEST_UPLOAD = 4_500_000;

/** Packages that a function may have; what each maps to is in its own deno.json (import-map.test.ts). */
const PACKAGES = ['@opentelemetry', '@supabase/supabase-js', 'hono', 'zod'];

/** The glue of ONNX Runtime: asks for other modules only where it was not given its WebAssembly, as it is here. */
const GENERATED = 'supabase/functions/_shared/onnx/generated/';

const isTest = /\.test\.ts$/;

function mayGoUp(path: string, name: string): boolean {
  const homes = [`supabase/functions/${name}/`, 'supabase/functions/_shared/', 'shared/'];
  return homes.some((home) => path.startsWith(home)) && !isTest.test(path) && !path.includes('node_modules/');
}

/**
 * Whether what was sent is what the function needs: all of its import graph, and nothing else. Returns a sentence for
 * each thing that is wrong; none for a good upload.
 */
export function checkUpload({ name, files, bytes }: Upload): string[] {
  const wrong: string[] = [];
  if (bytes > LARGEST_UPLOAD) {
    wrong.push(`${name} is larger than ${LARGEST_UPLOAD / 1e6} MB: ${(bytes / 1e6).toFixed(2)} MB`);
  }
  for (const path of files.keys()) {
    if (!mayGoUp(path, name)) wrong.push(`${name} must not take ${path} along`);
  }
  const entry = `supabase/functions/${name}/index.ts`;
  const map = `supabase/functions/${name}/deno.json`;
  const needed = new Set([entry, map]);
  for (const path of needed) {
    const content = files.get(path);
    if (!content) {
      wrong.push(`${name} lacks ${path}`);
      continue;
    }
    if (path === map || path.startsWith(GENERATED) || path.endsWith('.json')) continue;
    const { specifiers, unfollowed } = importsOf(path, new TextDecoder().decode(content));
    wrong.push(...unfollowed.map((call) => `${path} asks for what no upload can follow: ${call}`));
    for (const specifier of specifiers) {
      if (specifier.startsWith('.')) needed.add(posix.join(posix.dirname(path), specifier));
      else if (!isAllowed(specifier)) wrong.push(`${path} must not import ${specifier}`);
    }
  }
  for (const path of files.keys()) {
    if (!needed.has(path)) wrong.push(`${name} does not need ${path}, which went up with it`);
  }
  return wrong;
}

function isAllowed(specifier: string): boolean {
  return (
    specifier.startsWith('node:') ||
    PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  );
}
