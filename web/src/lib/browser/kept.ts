import type { z } from 'zod';

/**
 * What the browser keeps over a reload. Whatever does not read as it should (another version wrote it, storage is full or
 * forbidden) counts as nothing kept: the gate works on.
 */
export function recall<S extends z.ZodType>(key: string, schema: S): z.infer<S> | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: nothing survives a reload, everything else goes on.
  }
}
