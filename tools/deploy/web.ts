import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageWith } from '../stack/web.ts';
import { webBuild } from '../stack/web-build.ts';

/**
 * The built application for one plant, as files that any web server gives out: its address and publishable key are in
 * `config.json` and in the page itself. Compressed copies of the page are left out: they hold no settings.
 */
export function writeWeb(out: string, config: { apiUrl: string; publishableKey: string }): string {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(webBuild, out, { recursive: true });
  for (const name of ['index.html.br', 'index.html.gz', '.source-hash'])
    rmSync(join(out, name), { force: true });
  const page = join(out, 'index.html');
  writeFileSync(page, pageWith(config, readFileSync(page, 'utf8')));
  writeFileSync(join(out, 'config.json'), JSON.stringify(config));
  return `${globSync('**/*', { cwd: out }).length} files in ${out}`;
}
