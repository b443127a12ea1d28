import { createServer } from 'node:net';

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}

/** Throws a sentence with the flag that chooses another, for the first port that somebody else listens on. */
export async function requireFreePorts(ports: { port: number; what: string; flag: string }[]): Promise<void> {
  for (const { port, what, flag } of ports) {
    if (!(await isFree(port))) {
      throw new Error(`Port ${port} (${what}) is taken. Choose another: npm start -- ${flag} ${port + 1}`);
    }
  }
}

/** A port that nobody listens on now; for tests. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
