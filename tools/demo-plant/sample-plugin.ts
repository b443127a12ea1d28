import type { Plugin } from 'vite';
import { makeSample } from './sample.ts';

/** Lays the sample files into the web application's build, below `sample/`: made there, because they are too large to keep. */
export function samplePlugin(): Plugin {
  return {
    name: 'halle-sample',
    async generateBundle(_options, _bundle) {
      if (this.environment.name !== 'client') return;
      for (const { name, bytes } of (await makeSample()).files)
        this.emitFile({ type: 'asset', fileName: `sample/${name}`, source: bytes });
    },
    configureServer(server) {
      server.middlewares.use('/sample', (request, response, next) => {
        makeSample().then(({ files }) => {
          const found = files.find(({ name }) => request.url === `/${name}`);
          if (!found) return next();
          response.setHeader('content-type', 'application/gzip').end(found.bytes);
        }, next);
      });
    },
  };
}
