import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OwnStack, until } from './own-stack.ts';

/** A span as OTLP writes it in JSON, with its attributes as an object. */
interface Sent {
  service: string;
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Record<string, unknown>;
  events: string[];
}
type Attribute = { key: string; value: Record<string, unknown> };
interface Body {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<Sent, 'service' | 'attributes' | 'events'> & {
        attributes: Attribute[];
        events: { name: string }[];
      })[];
    }[];
  }[];
}

async function take(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const body = await text(request);
  said += body;
  for (const { resource, scopeSpans } of (JSON.parse(body) as Body).resourceSpans)
    for (const span of scopeSpans.flatMap((scope) => scope.spans))
      spans.push({
        ...span,
        service: String(plain(resource.attributes)['service.name']),
        attributes: plain(span.attributes),
        events: span.events.map((event) => event.name),
      });
  answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

const SERVER = 2;
const CLIENT = 3;
const CONSUMER = 5;

const plain = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** What a collector would be sent, in the order in which it came. */
const spans: Sent[] = [];
let said = '';
let collector: Server;
let stack: OwnStack;
let token: string;

beforeAll(async () => {
  collector = createServer((request, answer) => void take(request, answer));
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve);
  });
  const { port } = collector.address() as AddressInfo;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` };
  stack = await OwnStack.boot([], env);
  await stack.trainer(undefined, { env }).ready();
  const { data } = await (await stack.client('engineer')).auth.getSession();
  token = data.session!.access_token;
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  collector.close();
});

const ask = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
  fetch(`${stack.file.apiUrl}/functions/v1/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
  });
const askedRun = (traceparent: string) =>
  ask('createModel/runs', {
    method: 'POST',
    body: JSON.stringify({ parameters: { trees: 2, search: { trials: 1, seconds: 5 } } }),
    headers: { traceparent, 'x-request-id': 'traced-1' },
  });

test('a caller’s trace goes on in the function, in its questions and in the job that they ask for', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const answer = await askedRun(`00-${traceId}-00f067aa0ba902b7-01`);
  expect(answer.status, await answer.clone().text()).toBe(202);
  const of = (kind: number) => spans.filter((span) => span.traceId === traceId && span.kind === kind);
  await until('the job’s span', () => of(CONSUMER)[0]);
  const server = await until('the function’s span', () => of(SERVER)[0]);

  expect(server).toMatchObject({
    service: 'halle-functions',
    name: 'POST /createModel/runs',
    parentSpanId: '00f067aa0ba902b7',
    attributes: {
      'http.route': '/createModel/runs',
      'http.response.status_code': 202,
      'halle.request_id': 'traced-1',
      'halle.caller': 'person',
    },
  });
  const question = of(CLIENT).find(
    (span) => span.service === 'halle-functions' && span.name.startsWith('POST /rest/v1/rpc/'),
  );
  expect(question?.parentSpanId).toBe(server.spanId);
  expect(of(CONSUMER)).toContainEqual(
    expect.objectContaining({
      service: 'halle-trainer',
      name: 'train',
      parentSpanId: question!.spanId,
      events: expect.arrayContaining(['snapshot']) as string[],
      attributes: expect.objectContaining({
        'messaging.system': 'graphile_worker',
        'halle.request_id': 'traced-1',
      }) as Sent['attributes'],
    }),
  );
  const log = readFileSync(join(stack.folder, 'logs/functions.log'), 'utf8');
  expect(log).toContain(`"requestId":"traced-1","traceId":"${traceId}"`);
});

test('who brings none gets a new one; what is no traceparent is not taken over; no person is named', async () => {
  for (const traceparent of ['', 'yesterday']) {
    const id = `traced-by-${traceparent}`;
    const answer = await ask('getModel', { headers: { traceparent, 'x-request-id': id } });
    expect(answer.status).toBe(200);
    const server = await until('a span', () =>
      spans.find((span) => span.kind === SERVER && span.attributes['halle.request_id'] === id),
    );
    expect(server).toMatchObject({ name: 'GET /getModel', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(server.parentSpanId || undefined).toBeUndefined();
  }
  for (const { email } of stack.file.accounts) expect(said).not.toContain(email);
  expect(said).not.toContain(token);
});

test('without a collector the work is done as always, and a line tells', async () => {
  collector.closeAllConnections();
  await new Promise((resolve) => {
    collector.close(resolve);
  });
  expect((await ask('getModel')).status).toBe(200);
  const log = () => readFileSync(join(stack.folder, 'logs/functions.log'), 'utf8');
  await until('the line', () => log().includes('"event":"traces not sent"'));
  expect((await ask('getModel')).status).toBe(200);
});
