import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import * as prettier from 'prettier';
import { wholeDocument } from './whole.ts';

const root = join(import.meta.dirname, '../..');
const HEAD = '// Written by "npm run openapi" of docs/openapi.json: do not edit.\n\n';

/** The document and the types of a client, as they should stand in the repository. */
async function made(): Promise<[path: string, text: string][]> {
  const document = await wholeDocument();
  const types = HEAD + astToString(await openapiTypescript(document as never));
  return Promise.all(
    (
      [
        ['docs/openapi.json', JSON.stringify(document)],
        ['shared/generated/api.ts', types],
      ] as const
    ).map(async ([name, text]): Promise<[string, string]> => {
      const path = join(root, name);
      return [path, await prettier.format(text, { ...(await prettier.resolveConfig(path)), filepath: path })];
    }),
  );
}

/** Resolves with what was forgotten; an empty text is good. */
export async function checkOpenapiDrift(): Promise<string> {
  const stale = (await made()).filter(([path, text]) => readFileSync(path, { encoding: 'utf8' }) !== text);
  return stale.length === 0 ? '' : `Stale: ${stale.map(([path]) => path).join(', ')}. Run "npm run openapi".`;
}

/** `npm run openapi` writes both; with `--release` the document is also kept as the released one. */
if (import.meta.main) {
  for (const [path, text] of await made()) writeFileSync(path, text);
  if (process.argv.includes('--release'))
    writeFileSync(join(root, 'docs/openapi-released.json'), readFileSync(join(root, 'docs/openapi.json')));
}
