import type { Context } from 'hono';
import { z } from 'zod';
import { type Forward, storageError } from './storage-error.ts';

const listing = z.object({
  prefix: z.string().default(''),
  limit: z.number().int().min(1).default(100),
  offset: z.number().int().min(0).default(0),
  search: z.string().default(''),
  sortBy: z
    .object({
      column: z.enum(['name', 'created_at', 'updated_at', 'last_accessed_at']).default('name'),
      order: z.string().default('asc'),
    })
    .default({
      column: 'name',
      order: 'asc',
    }),
});

export interface StoredObject {
  id: string | null;
  name: string;
  created_at: string | null;
  updated_at: string | null;
  last_accessed_at: string | null;
  metadata: Record<string, unknown> | null;
}

/**
 * One level below a folder: files by their own name, a folder once, with `id` null; folders first, as hosted
 * sorts them by name. `all` are the objects whose names begin with the folder.
 */
export function oneLevel(all: StoredObject[], folder: string, search: string): StoredObject[] {
  const files: StoredObject[] = [];
  const folders = new Map<string, StoredObject>();
  for (const object of all) {
    const name = object.name.slice(folder.length);
    if (!name.toLowerCase().startsWith(search.toLowerCase())) continue;
    const slash = name.indexOf('/');
    if (slash < 0) files.push({ ...object, name });
    else {
      const top = name.slice(0, slash);
      folders.set(top, {
        id: null,
        name: top,
        created_at: null,
        updated_at: null,
        last_accessed_at: null,
        metadata: null,
      });
    }
  }
  return [...folders.values(), ...files];
}

/** `list`: lite answers with every object below the prefix, under its whole name. Real: one level, as folders. */
export function listFolder(forward: Forward): (c: Context) => Promise<Response> {
  return async function listFolder(c) {
    const asked = listing.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return storageError(c, 400, 'InvalidRequest', z.prettifyError(asked.error));
    const { prefix, limit, offset, search, sortBy } = asked.data;
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    const headers = new Headers(c.req.raw.headers);
    headers.delete('content-length');
    const answer = await forward(
      new Request(c.req.url, {
        method: 'POST',
        headers,
        body: JSON.stringify({ prefix: folder, sortBy: { column: 'name', order: 'asc' } }),
      }),
    );
    if (!answer.ok) return answer;
    const entries = oneLevel((await answer.json()) as StoredObject[], folder, search);
    const column = sortBy.column;
    const direction = sortBy.order === 'desc' ? -1 : 1;
    const value = (entry: StoredObject) => entry[column] ?? '';
    entries.sort((a, b) => direction * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
    return c.json(entries.slice(offset, offset + limit));
  };
}
