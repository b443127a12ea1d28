import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FORMATS } from './formats.ts';
import { securityHeaders } from './headers.ts';

const USAGE = `npm run --silent web-headers -- --api https://REF.supabase.co [--format ${Object.keys(FORMATS).join('|')}] [--build DIR]
Prints the security headers of the built web application for the program that serves its files.
`;

/** `npm run web-headers`: after the build, since the policy names the page's own scripts by their hash. */
function main(): number {
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      format: { type: 'string', default: '_headers' },
      build: { type: 'string', default: join(import.meta.dirname, '../../web/build') },
    },
  });
  const format = FORMATS[values.format];
  if (!values.api || !URL.canParse(values.api) || !format) {
    process.stderr.write(USAGE);
    return 2;
  }
  const page = readFileSync(join(values.build, 'index.html'), 'utf8');
  process.stdout.write(format(securityHeaders(page, values.api)));
  return 0;
}

process.exitCode = main();
