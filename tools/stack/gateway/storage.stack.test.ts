import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceClient, testStack } from '../../test/stack.ts';

// What is stated here is what hosted Storage does, asked through supabase-js. When lite does it by itself, the shim
// of the same name can go.
let client: SupabaseClient;
const name = `shim-${randomUUID()}`;
const bucket = () => client.storage.from(name);

beforeAll(async () => {
  client = serviceClient();
  const { error } = await client.storage.createBucket(name, { public: false, fileSizeLimit: 1000 });
  expect(error).toBeNull();
});
afterAll(async () => {
  await client.storage.emptyBucket(name);
  await client.storage.deleteBucket(name);
});

async function text(path: string): Promise<string | undefined> {
  const { data } = await bucket().download(path);
  return data?.text();
}

describe('uploads', () => {
  test('a File arrives as its bytes, with its type and cache time', async () => {
    const file = new File(['KNR;STATUS\r\n1;2'], 'a.csv', { type: 'text/csv' });
    const { data, error } = await bucket().upload('up/a file (1).csv', file, { cacheControl: '60' });
    expect(error).toBeNull();
    expect(data?.path).toBe('up/a file (1).csv');
    expect(await text('up/a file (1).csv')).toBe('KNR;STATUS\r\n1;2');
    const info = await bucket().info('up/a file (1).csv');
    expect(info.data).toMatchObject({ size: 15, contentType: 'text/csv', cacheControl: 'max-age=60' });
  });

  test('update with a Blob replaces the bytes, not by the text of the form', async () => {
    await bucket().upload('up/b.txt', 'old');
    const { error } = await bucket().update('up/b.txt', new Blob(['new'], { type: 'text/plain' }));
    expect(error).toBeNull();
    expect(await text('up/b.txt')).toBe('new');
  });

  test('metadata is an object in the database: size and type can be asked by a trigger', async () => {
    await bucket().upload('up/m.txt', new Blob(['12345'], { type: 'text/plain' }));
    const { data } = await bucket().list('up', { search: 'm.txt' });
    expect(data?.[0]?.metadata).toMatchObject({ size: 5, mimetype: 'text/plain' });
  });

  test('the same name twice is refused, and replaced with upsert', async () => {
    await bucket().upload('up/c.txt', 'one');
    const again = await bucket().upload('up/c.txt', 'two');
    expect(again.error?.message).toBe('The resource already exists');
    expect((await bucket().upload('up/c.txt', 'two', { upsert: true })).error).toBeNull();
    expect(await text('up/c.txt')).toBe('two');
  });

  test('a name with an accent is refused by name', async () => {
    const { error } = await bucket().upload('up/março.csv', 'x');
    expect(error?.message).toContain('Invalid key');
  });

  test('a file over the limit is refused, also in chunks of unannounced length, and leaves nothing', async () => {
    const { error } = await bucket().upload('up/big.bin', new Blob(['x'.repeat(1001)]));
    expect(error?.message).toBe('The object exceeded the maximum allowed size');
    const { apiUrl, secretKey } = testStack();
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 3; i++) controller.enqueue(new TextEncoder().encode('y'.repeat(500)));
        controller.close();
      },
    });
    const response = await fetch(`${apiUrl}/storage/v1/object/${name}/up/chunked.bin`, {
      method: 'POST',
      headers: { apikey: secretKey, authorization: `Bearer ${secretKey}` },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ statusCode: '413', error: 'Payload too large' });
    expect((await bucket().exists('up/chunked.bin')).data).toBe(false);
  });
});

describe('signed links', () => {
  test('one link downloads without a key, and as an attachment when asked', async () => {
    await bucket().upload('links/a.txt', 'linked');
    const { data } = await bucket().createSignedUrl('links/a.txt', 60, { download: 'kept.txt' });
    const response = await fetch(data?.signedUrl ?? '');
    expect(await response.text()).toBe('linked');
    expect(response.headers.get('content-disposition')).toContain('kept.txt');
  });

  test('many links: a file that is not there has an error, the others work', async () => {
    await bucket().upload('links/b.txt', 'b');
    const { data } = await bucket().createSignedUrls(['links/b.txt', 'links/none.txt'], 60);
    expect(await (await fetch(data?.[0]?.signedUrl ?? '')).text()).toBe('b');
    expect(data?.[1]?.error).toMatch(/does not exist/);
  });

  test('a link to upload takes one file without a key', async () => {
    const { data } = await bucket().createSignedUploadUrl('links/up.txt');
    const { error } = await bucket().uploadToSignedUrl('links/up.txt', data?.token ?? '', new Blob(['up']));
    expect(error).toBeNull();
    expect(await text('links/up.txt')).toBe('up');
  });

  test('a link that was tampered with is refused', async () => {
    await bucket().upload('links/c.txt', 'c');
    const { data } = await bucket().createSignedUrl('links/c.txt', 60);
    const response = await fetch(`${data?.signedUrl}x`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'InvalidJWT' });
  });
});

test('list shows one level: folders once, with a null id, files by their own name', async () => {
  for (const path of ['tree/x/1.txt', 'tree/x/2.txt', 'tree/y.txt', 'tree/z.txt'])
    await bucket().upload(path, path);
  const { data } = await bucket().list('tree');
  expect(data?.map((entry) => [entry.name, entry.id === null])).toEqual([
    ['x', true],
    ['y.txt', false],
    ['z.txt', false],
  ]);
  const page = await bucket().list('tree', {
    limit: 1,
    offset: 1,
    sortBy: { column: 'name', order: 'desc' },
  });
  expect(page.data?.map((entry) => entry.name)).toEqual(['y.txt']);
});

test('copy, move, exists and remove', async () => {
  await bucket().upload('cm/a.txt', 'a');
  expect((await bucket().copy('cm/a.txt', 'cm/b.txt')).error).toBeNull();
  expect((await bucket().move('cm/b.txt', 'cm/c.txt')).error).toBeNull();
  expect((await bucket().exists('cm/b.txt')).data).toBe(false);
  expect(await text('cm/c.txt')).toBe('a');
  const { data } = await bucket().remove(['cm/a.txt', 'cm/c.txt']);
  expect(data?.length).toBe(2);
});
