import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What happens to a request. `hold`: never answered; `half`: a part of the answer, then nothing; `torn`: a part, then the
 * connection ends; `forget`: done, but never answered; `cut`: the connection ends at once.
 */
export type Fate = 'pass' | 'hold' | 'half' | 'torn' | 'forget' | 'cut';

/** A gate before the stack's gateway, so that a test can stop a trainer's requests to Storage at a chosen one. */
export class Gate {
  /** Decides for each request. */
  fate: (method: string, path: string) => Fate = () => 'pass';
  /** Requests that were not let through as they are, in order. */
  readonly stopped: string[] = [];
  readonly #held = new Set<Socket>();
  readonly #target: URL;
  readonly #server: Server;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, answer) => this.#take(incoming, answer));
  }

  static async open(target: string): Promise<Gate> {
    const gate = new Gate(target);
    await new Promise<void>((done) => gate.#server.listen(0, '127.0.0.1', done));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Everything passes again; what is held is dropped, what is passing goes on. */
  free(): void {
    this.fate = () => 'pass';
    this.stopped.length = 0;
    for (const held of this.#held) held.destroy();
    this.#held.clear();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => void this.#server.close(() => done()));
  }

  #take(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = 'GET', url = '/' } = incoming;
    const fate = this.fate(method, url);
    if (fate !== 'pass') this.#held.add(incoming.socket);
    if (fate !== 'pass' && fate !== 'forget') this.stopped.push(`${method} ${url}`);
    if (fate === 'hold') return void incoming.resume();
    if (fate === 'cut') return void incoming.destroy();
    const { hostname, port } = this.#target;
    const onward = request({ hostname, port, method, path: url, headers: incoming.headers }, (reply) => {
      if (fate === 'forget') {
        reply.resume().on('end', () => this.stopped.push(`${method} ${url}`));
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      if (fate === 'pass') reply.pipe(answer);
      else
        reply.once('data', (chunk: Buffer) => {
          answer.write(chunk.subarray(0, chunk.length / 2), () => void (fate === 'torn' && answer.destroy()));
        });
    });
    onward.on('error', () => answer.destroy());
    // A sender that is gone in the middle of its request is gone for the gateway, too.
    incoming.on('close', () => void (incoming.complete || onward.destroy()));
    incoming.pipe(onward);
  }
}
