import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageWith } from '../stack/web.ts';
import { webBuild } from '../stack/web-build.ts';
import { FORMATS } from '../web-headers/formats.ts';
import { securityHeaders } from '../web-headers/headers.ts';

/**
 * The built application for one plant, as files that any web server gives out: its address and publishable key are in
 * `config.json` and in the page itself. Compressed copies of the page are left out: they hold no settings. The security
 * headers, which name this page's scripts by hash, go beside it: as `_headers`, and for Caddy as `<out>.caddy`.
 */
export function writeWeb(out: string, config: { apiUrl: string; publishableKey: string }): string {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(webBuild, out, { recursive: true });
  for (const name of ['index.html.br', 'index.html.gz', '.source-hash'])
    rmSync(join(out, name), { force: true });
  const path = join(out, 'index.html');
  const page = pageWith(config, readFileSync(path, 'utf8'));
  writeFileSync(path, page);
  const headers = securityHeaders(page, config.apiUrl);
  writeFileSync(join(out, '_headers'), FORMATS['_headers']!(headers));
  writeFileSync(`${out}.caddy`, FORMATS['caddy']!(headers));
  writeFileSync(join(out, 'config.json'), JSON.stringify(config));
  return `${globSync('**/*', { cwd: out }).length} files in ${out}`;
}
