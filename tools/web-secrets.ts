import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './test/commands.ts';

/** What must never reach a browser, in whatever file of the built web application. */
const FORBIDDEN: readonly [what: string, pattern: RegExp][] = [
  ['a secret key', /sb_secret_[\w-]{8,}/],
  ['the role that passes row-level security by', /service_role/],
  ['a signed token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/],
  ['an address of a database', /postgres(?:ql)?:\/\//],
  ['a variable of the trainer or of a function', /\b(?:HALLE_(?:DATABASE_URL|SECRET_KEY)|SUPABASE_\w*KEY)\b/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an API key', /\bhalle_[0-9a-f]{8}_[0-9a-f]{64}\b/],
  ['an access token of the platform', /\bsbp_[0-9a-f]{40}\b/],
];

/** Files that hold texts; pictures and WebAssembly are bytes, and are looked through as well. */
const FILES = '**/*.{html,js,css,json,svg,wasm,csv,webp}';

/**
 * Where the built application in `folder` holds a secret: by its form, or one of `values`, the keys and passwords of a stack
 * that ran while it was built. A line each; empty when nothing is found. The secret itself is not printed.
 */
export function secretsInBundle(folder: string, values: readonly string[]): string[] {
  const files = globSync(FILES, { cwd: folder });
  if (files.length === 0) return [`${folder} holds no built application`];
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'latin1');
    const found = FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
    if (values.some((value) => text.includes(value))) found.push('a secret of the running stack');
    return found.map((what) => `${file} holds ${what}`);
  });
}

/** The keys and passwords of this clone's own data folder, where it has one. Its publishable key is for browsers. */
export function stackSecrets(dataDir = join(root, '.halle')): string[] {
  const file = join(dataDir, 'secrets.json');
  if (!existsSync(file)) return [];
  const all: string[] = [];
  JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) => {
    if (typeof value === 'string' && /password|secret/i.test(key)) all.push(value);
    return value;
  });
  return all;
}
