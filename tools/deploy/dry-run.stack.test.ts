import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { functionNames } from '../stack/functions.ts';
import { ProcessBook } from '../stack/processes.ts';
import { checkUpload, LARGEST_UPLOAD } from './check-upload.ts';
import { copySources, dryCli, DRY_REF, dryRun, startDryApi } from './dry-run.ts';
import { deployFunctions } from './functions.ts';
import { startUpload } from './start-upload.ts';

test(
  'a dry run deploys everything, and every function starts from what was sent',
  { timeout: 300_000 },
  async () => {
    const said: string[] = [];
    const { uploads, secrets, auth } = await dryRun((line) => said.push(line));
    expect(uploads.map(({ name }) => name).toSorted()).toEqual(functionNames().toSorted());
    expect(secrets).toEqual(['HALLE_DRY_RUN']);
    expect(auth).toEqual({ disable_signup: true });
    expect(said.filter((line) => line.includes('starts from what was sent'))).toHaveLength(uploads.length);
    for (const { bytes } of uploads) expect(bytes).toBeLessThan(LARGEST_UPLOAD);
  },
);

describe('what a dry run refuses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halle-deploy-test-'));
  const sources = join(folder, 'sources');
  const app = join(sources, 'supabase/functions/ingest/app.ts');
  let api: Awaited<ReturnType<typeof startDryApi>>;
  const upload = async () => {
    await deployFunctions(dryCli(folder, sources, api.port), DRY_REF, ['ingest']);
    return api.deployed.uploads.at(-1)!;
  };

  beforeAll(async () => {
    api = await startDryApi();
  });
  beforeEach(() => {
    rmSync(sources, { recursive: true, force: true });
    copySources(sources);
  });
  afterAll(async () => {
    await api.stop();
    rmSync(folder, { recursive: true });
  });

  test('nothing of what is there', async () => {
    expect(checkUpload(await upload())).toEqual([]);
  });

  test('a file that is missing: the CLI only warns', async () => {
    rmSync(join(sources, 'shared/errors.ts'));
    await expect(upload()).rejects.toThrow(/warned:\nWARN.*errors\.ts/);
    expect(checkUpload(api.deployed.uploads.at(-1)!)).toEqual(['ingest lacks shared/errors.ts']);
  });

  test('a deprecated setting: the CLI warns of it too', async () => {
    appendFileSync(join(sources, 'supabase/config.toml'), '\n[auth.email]\nenable_signup = true\n');
    await expect(upload()).rejects.toThrow(/warned:\nWARN.*deprecated/);
  });

  test('an import of what is not the functions\u2019 own', async () => {
    mkdirSync(join(sources, 'tools'));
    writeFileSync(join(sources, 'tools/extra.ts'), 'export const extra = 1;\n');
    appendFileSync(app, "\nimport '../../../tools/extra.ts';\nimport 'lodash';\n");
    const wrong = checkUpload(await upload().catch(() => api.deployed.uploads.at(-1)!));
    expect(wrong).toContain('ingest must not take tools/extra.ts along');
    expect(wrong).toContain('supabase/functions/ingest/app.ts must not import lodash');
  });

  test('an import that is commented out, which the CLI follows all the same', async () => {
    appendFileSync(app, "\n// import '../_shared/models.ts';\n");
    expect(checkUpload(await upload()).join('\n')).toMatch(/does not need .*_shared\/models\.ts/);
  });

  test('an import that is known only at run time', async () => {
    appendFileSync(app, '\nexport const late = (name: string) => import(`./${name}.ts`);\n');
    expect(checkUpload(await upload()).join('\n')).toMatch(/no upload can follow: import\(`/);
  });

  test('an upload that is too large', async () => {
    appendFileSync(app, `\nexport const large = '${'x'.repeat(LARGEST_UPLOAD)}';\n`);
    expect(checkUpload(await upload())).toEqual([
      expect.stringMatching(/^ingest is larger than 4\.5 MB: 4\.5/),
    ]);
  });

  test('a function that does not start from what was sent', { timeout: 60_000 }, async () => {
    appendFileSync(app, "\nthrow new Error('not today');\n");
    const data = join(folder, 'data');
    mkdirSync(data);
    const book = await ProcessBook.open(data);
    const { status, log } = await startUpload(await upload(), join(folder, 'started'), book);
    book.close();
    expect(status).toBe(503);
    expect(log).toContain('not today');
    expect(existsSync(join(folder, 'started/supabase/functions/ingest/index.ts'))).toBe(true);
  });
});
