import type { Plugin } from 'vite';
import { makeSample } from './sample.ts';

/** Lays the sample files into the web application's build, below `sample/`: made there, because they are too large to keep. */
export function samplePlugin(): Plugin {
  return {
    name: 'halle-sample',
    async generateBundle() {
      if (this.environment.name !== 'client') return;
      for (const { name, bytes } of (await makeSample()).files)
        this.emitFile({ type: 'asset', fileName: `sample/${name}`, source: bytes });
    },
    // While somebody works on the pages, without a build.
    configureServer(server) {
      const sample = makeSample();
      sample.catch(() => undefined); // told to whoever asks for a file
      server.middlewares.use('/sample', (request, response) => {
        void (async () => {
          const found = (await sample).files.find(({ name }) => request.url === `/${name}`);
          response.statusCode = found ? 200 : 404;
          response.setHeader('content-type', 'application/gzip').end(found?.bytes);
        })();
      });
    },
  };
}
