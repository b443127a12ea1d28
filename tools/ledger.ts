import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { ledgerCsv } from './ledger/csv.ts';
import { readEntries } from './ledger/entries.ts';
import { verifyLedger } from './ledger/verify.ts';
import { plantSettings } from './plant-settings.ts';

const USAGE = `npm run ledger -- verify [--known HASH]   computes every deployment's hash again; exits 1 when one is not good
npm run ledger -- export [--out FILE]    writes them as CSV

The plant is that of --stack FILE, else of a trainer's environment (HALLE_DATABASE_URL and the others), else of
.halle/stack.json.
HASH: one that "verify" or an export has shown before, and that was kept elsewhere.`;

/** Returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stack: { type: 'string' },
      out: { type: 'string' },
      known: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [command] = positionals;
  if (values.help || (command !== 'verify' && command !== 'export')) {
    console.log(USAGE);
    return values.help ? 0 : 1;
  }
  const sql = postgres(plantSettings(values.stack).databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    const entries = await readEntries(sql);
    if (command === 'export') {
      if (values.out === undefined) process.stdout.write(ledgerCsv(entries));
      else writeFileSync(values.out, ledgerCsv(entries));
      return 0;
    }
    const { good, bad, head } = verifyLedger(entries, values.known);
    console.log(`${good} of ${entries.length} entries are good.`);
    if (bad) console.log(`Entry ${bad.id}, ${bad.why}: ${bad.found}.`);
    else if (head) console.log(`The newest has the hash ${head}`);
    return bad ? 1 : 0;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
