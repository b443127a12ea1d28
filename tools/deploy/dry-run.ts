import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertUser } from '../stack/accounts.ts';
import { silenceConsole } from '../stack/boot.ts';
import { startPlatform } from '../stack/lite.ts';
import { logWriter } from '../stack/logs.ts';
import { freePort } from '../stack/ports.ts';
import { startPostgres } from '../stack/postgres.ts';
import { ProcessBook } from '../stack/processes.ts';
import { loadOrMakeSecrets } from '../stack/secrets.ts';
import { buildWeb } from '../stack/web-build.ts';
import { root } from '../test/commands.ts';
import { checkUpload } from './check-upload.ts';
import type { Cli } from './cli.ts';
import { startManagementApi, type Deployed } from './management-api.ts';
import { NO_TRACES } from '../../shared/tracing/tracing.ts';
import { startUpload } from './start-upload.ts';
import { deploy } from './steps.ts';

export const DRY_REF = 'abcdefghijklmnopqrst';
const TOKEN = `sbp_${'0'.repeat(40)}`;

/** The sources as the CLI sees them, in a folder of their own: `link` writes there, and would forget a real project. */
export function copySources(folder: string): void {
  for (const part of ['supabase', 'shared']) {
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !/\/(node_modules|\.temp)$/.test(path),
    });
  }
}

/** The CLI on these sources, at a stub of the management API. */
export function dryCli(folder: string, workdir: string, apiPort: number): Cli {
  const profile = join(folder, 'profile.yaml');
  const address = `http://127.0.0.1:${apiPort}`;
  writeFileSync(
    profile,
    `name: halle-dry-run\napi_url: ${address}\ndashboard_url: ${address}\nproject_host: supabase.co\n`,
  );
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return { workdir, accessToken: TOKEN, profile, home };
}

export async function startDryApi(): Promise<{
  port: number;
  deployed: Deployed;
  stop: () => Promise<void>;
}> {
  const port = await freePort();
  const { server, deployed } = await startManagementApi({ port, ref: DRY_REF, token: TOKEN });
  return { port, deployed, stop: () => server.stop() };
}

/**
 * The whole deployment against a stub of the management API and an empty database of its own, both on loopback; then
 * each upload is checked and started from what was sent. @throws with what is wrong
 */
export async function dryRun(say: (line: string) => void): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), 'halle-deploy-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const book = await ProcessBook.open(dataDir);
    const secrets = loadOrMakeSecrets(dataDir);
    const database = await startPostgres({
      dataDir,
      port: await freePort(),
      platformPassword: secrets.platformPassword,
      projectPassword: secrets.projectPassword,
      book,
      log: logWriter(join(dataDir, 'logs/postgres.log')),
    });
    stops.push(database.stop);
    stops.push(silenceConsole(logWriter(join(dataDir, 'logs/platform.log'))));
    const platform = await startPlatform({ dataDir, databaseUrl: database.platformUrl, secrets });
    stops.push(platform.stop);
    const adminEmail = 'first.admin@halle.demo';
    await insertUser(platform.sql, { email: adminEmail, confirmed: true });

    const api = await startDryApi();
    stops.push(api.stop);
    const sources = join(folder, 'sources');
    copySources(sources);
    const functionSecrets = join(folder, 'functions.env');
    writeFileSync(functionSecrets, 'HALLE_DRY_RUN=1\n');
    await deploy(
      {
        settings: {
          projectRef: DRY_REF,
          accessToken: TOKEN,
          databaseUrl: `${database.projectUrl}?sslmode=disable`,
          apiUrl: `https://${DRY_REF}.supabase.co`,
          publishableKey: secrets.publishableKey,
          adminEmail,
          allowedOrigins: 'https://halle.example.org',
          functionSecrets,
          webOut: join(folder, 'web'),
        },
        cli: dryCli(folder, sources, api.port),
        managementApi: `http://127.0.0.1:${api.port}`,
        buildWeb: () => buildWeb({ log: logWriter(join(dataDir, 'logs/web.log')), book }),
      },
      say,
    );
    if (api.deployed.unknown.length > 0) {
      throw new Error(`The CLI asked what a dry run has no answer for: ${api.deployed.unknown.join(', ')}`);
    }
    for (const upload of api.deployed.uploads) {
      const wrong = checkUpload(upload);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      const { status, log } = await startUpload(upload, join(folder, 'started', upload.name), book);
      if (status !== 200)
        throw new Error(`${upload.name}, as it was sent, does not start (${status}):\n${log}`);
      if (log.includes(NO_TRACES)) throw new Error(`${upload.name}, as it was sent, cannot trace:\n${log}`);
      const size = `${(upload.bytes / 1e6).toFixed(2)} MB in ${upload.files.size} files`;
      say(`✓ ${upload.name.padEnd(20)} ${size}, starts from what was sent`);
    }
    return api.deployed;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
