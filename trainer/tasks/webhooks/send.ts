import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { refusalOf, resolve, type AddressRules } from './address.ts';

/** What one try came to: an answer, or why there was none. */
export interface Sent {
  status: number | null;
  answer: string | null;
  error: string | null;
  ms: number;
  /** The address itself is refused: trying again changes nothing. */
  refused: boolean;
}

const KEEP = 500;

/**
 * Posts `body` to `address` and waits at most `patience` ms for all of it: the name, the connection, the answer. Redirects are
 * answers like any other. The host is looked up once, and the address that was looked at is the one that is connected to.
 */
export async function send(
  address: string,
  headers: Record<string, string>,
  body: string,
  rules: AddressRules,
  { patience = 10_000, signal }: { patience?: number; signal?: AbortSignal } = {},
): Promise<Sent> {
  const began = performance.now();
  const patient = AbortSignal.timeout(patience);
  const stop = signal ? AbortSignal.any([patient, signal]) : patient;
  const sent = (part: Partial<Sent>): Sent => ({
    status: null,
    answer: null,
    error: null,
    refused: false,
    ...part,
    ms: Math.round(performance.now() - began),
  });
  try {
    const url = new URL(address);
    const found = await orStopped(resolve(url), stop);
    const refusal = refusalOf(url, found, rules);
    if (refusal !== null) return sent({ error: refusal, refused: true });
    return sent(await post(url, found[0]!, headers, body, stop));
  } catch (error) {
    if (signal?.aborted) throw error;
    if (patient.aborted) return sent({ error: `There was no whole answer within ${patience / 1000} s.` });
    return sent({ error: sayError(error) });
  }
}

async function post(
  url: URL,
  { address, family }: { address: string; family: 4 | 6 },
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<Pick<Sent, 'status' | 'answer'>> {
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const asked = ask(url, {
    method: 'POST',
    agent: false,
    signal,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    lookup: (_host, options, tell) =>
      options.all ? tell(null, [{ address, family }]) : tell(null, address, family),
  });
  try {
    const answered = new Promise<IncomingMessage>((done, fail) => {
      asked.on('response', done);
      asked.on('error', fail);
    });
    asked.end(body);
    const answer = await answered;
    return { status: answer.statusCode ?? 0, answer: await firstCharacters(answer) };
  } finally {
    asked.destroy();
  }
}

/** Reads no more of an answer than is kept. */
async function firstCharacters(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const part of answer) {
    text += String(part);
    if (text.length >= KEEP) break;
  }
  // Postgres keeps no NUL.
  return text.slice(0, KEEP).replaceAll('\0', '');
}

async function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  stop.throwIfAborted();
  return Promise.race([
    work,
    new Promise<never>((_done, fail) => {
      stop.addEventListener('abort', () => fail(stop.reason), { once: true });
    }),
  ]);
}

function sayError(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (code === 'ENOTFOUND') return 'The host’s name is not known.';
  return `The connection failed: ${code ?? message ?? 'no reason given'}.`;
}
