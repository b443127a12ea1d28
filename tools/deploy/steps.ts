import postgres, { type Sql } from 'postgres';
import { functionNames } from '../stack/functions.ts';
import { supabase, type Cli } from './cli.ts';
import { checkBuckets, makeFirstAdmin, makeQueue, pushMigrations } from './database.ts';
import { deployFunctions } from './functions.ts';
import type { DeploySettings } from './settings.ts';
import { writeWeb } from './web.ts';

export interface Deployment {
  settings: DeploySettings;
  cli: Cli;
  managementApi: string;
  buildWeb: () => Promise<void>;
}

interface Step {
  name: string;
  /** Resolves with what there is to say of it. */
  run: (deployment: Deployment) => Promise<string>;
}

async function withDatabase<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/**
 * A deployment from an empty project to one that is ready for its first file, in order. Every step may be done again:
 * it leaves alone what is done, so that a deployment that stopped goes on by being called again, and an upgrade is the
 * same command.
 */
export const STEPS: readonly Step[] = [
  {
    name: 'link the project',
    async run({ cli, settings }) {
      await supabase(cli, ['link', settings.projectRef]);
      return settings.projectRef;
    },
  },
  {
    name: 'tables of the queue',
    async run({ settings }) {
      await makeQueue(settings.databaseUrl);
      return 'graphile_worker';
    },
  },
  {
    name: 'migrations',
    async run({ cli, settings }) {
      await pushMigrations(cli, settings.databaseUrl);
      return withDatabase(settings.databaseUrl, async (sql) => {
        const [row] = await sql`select count(*)::int as n from supabase_migrations.schema_migrations`;
        return `${row?.['n']} applied`;
      });
    },
  },
  { name: 'buckets', run: ({ settings }) => withDatabase(settings.databaseUrl, checkBuckets) },
  {
    name: 'sign-up closed',
    async run({ managementApi, settings }) {
      const answer = await fetch(`${managementApi}/v1/projects/${settings.projectRef}/config/auth`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${settings.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ disable_signup: true }),
      });
      if (!answer.ok) throw new Error(`Auth's settings could not be changed: ${answer.status}`);
      return 'accounts are made by an admin';
    },
  },
  {
    name: 'secrets',
    async run({ cli, settings }) {
      if (settings.functionSecrets === undefined) return "only Supabase's own";
      const args = ['--env-file', settings.functionSecrets, `--remote=${settings.projectRef}`];
      await supabase(cli, ['secrets', 'set', ...args]);
      return 'set';
    },
  },
  {
    name: 'functions',
    async run({ cli, settings }) {
      const names = functionNames();
      await deployFunctions(cli, settings.projectRef, names);
      return names.join(', ');
    },
  },
  {
    name: 'first admin',
    run: ({ settings }) =>
      withDatabase(settings.databaseUrl, (sql) => makeFirstAdmin(sql, settings.adminEmail)),
  },
  {
    name: 'web application',
    async run({ settings, buildWeb }) {
      await buildWeb();
      return writeWeb(settings.webOut, { apiUrl: settings.apiUrl, publishableKey: settings.publishableKey });
    },
  },
];

/** @throws with the step's name in front of what went wrong */
export async function deploy(deployment: Deployment, say: (line: string) => void): Promise<void> {
  for (const { name, run } of STEPS) {
    const said = await run(deployment).catch((error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    });
    say(`✓ ${name.padEnd(20)} ${said}`);
  }
}
