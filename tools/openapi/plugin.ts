import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const path = join(import.meta.dirname, '../../docs/openapi.json');
/** Without the blanks that people need. */
const text = () => JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));

/** The document of the API at `/openapi.json` of the web application, for other systems and for its own page. */
export function openapiPlugin(): Plugin {
  return {
    name: 'halle-openapi',
    generateBundle() {
      if (this.environment.name === 'client')
        this.emitFile({ type: 'asset', fileName: 'openapi.json', source: text() });
    },
    // While somebody works on the pages, without a build.
    configureServer(server) {
      server.middlewares.use('/openapi.json', (_, response) => {
        response.setHeader('content-type', 'application/json').end(text());
      });
    },
  };
}
