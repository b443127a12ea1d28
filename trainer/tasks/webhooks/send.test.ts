import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { send } from './send.ts';

const rules = { allowPrivate: false, allowLoopback: true };
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function receiver(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((ready) => server!.once('listening', ready));
  return `http://localhost:${(server.address() as AddressInfo).port}/hook`;
}

test('the body and headers arrive, and the answer is told', async () => {
  let got = '';
  const address = await receiver((request, response) => {
    request.on('data', (part) => (got += part));
    request.on('end', () =>
      response.writeHead(202).end(`${String(request.headers['webhook-id'])} ${request.method}`),
    );
  });
  const sent = await send(address, { 'webhook-id': 'msg_1' }, '{"a":"ü"}', rules);
  expect(sent).toMatchObject({ status: 202, answer: 'msg_1 POST', error: null, refused: false });
  expect(got).toBe('{"a":"ü"}');
});

test('a receiver that does not end is given up in time, also when it says something', async () => {
  const address = await receiver((_request, response) => {
    response.writeHead(200);
    response.write('wait');
  });
  const sent = await send(address, {}, '{}', rules, { patience: 200 });
  expect(sent).toMatchObject({ status: null, error: 'There was no whole answer within 0.2 s.' });
  expect(sent.ms).toBeLessThan(2000);
});

test('a redirect is an answer: nobody else is asked', async () => {
  let asked = 0;
  const address = await receiver((_request, response) => {
    asked++;
    response.writeHead(307, { location: address }).end();
  });
  expect((await send(address, {}, '{}', rules)).status).toBe(307);
  expect(asked).toBe(1);
});

test('500 characters of a long answer are kept, without NUL', async () => {
  const address = await receiver((_request, response) => response.end(`\0${'x'.repeat(100_000)}`));
  const sent = await send(address, {}, '{}', rules);
  expect(sent.status).toBe(200);
  expect(sent.answer).toBe('x'.repeat(499));
});

test('a refused address is not connected to', async () => {
  let asked = 0;
  const address = await receiver((_request, response) => {
    asked++;
    response.end();
  });
  const sent = await send(address, {}, '{}', { allowPrivate: false, allowLoopback: false });
  expect(sent).toMatchObject({ status: null, refused: true, error: 'Only https is sent to.' });
  expect(asked).toBe(0);
});

test('nobody there is a failure that may get better', async () => {
  const address = await receiver((_request, response) => response.end());
  await new Promise((closed) => server!.close(closed));
  expect(await send(address, {}, '{}', rules)).toMatchObject({
    error: 'The connection was refused.',
    refused: false,
  });
});

test('a trainer that stops is no failure of the receiver', async () => {
  const address = await receiver(() => undefined);
  const stopping = new AbortController();
  const sending = send(address, {}, '{}', rules, { signal: stopping.signal });
  setTimeout(() => stopping.abort(), 50);
  await expect(sending).rejects.toThrow();
});
