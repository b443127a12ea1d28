import { z } from 'zod';
import { keep, recall } from '$lib/browser/kept.ts';

export const whoamiSchema = z.object({
  userId: z.string().nullable(),
  email: z.string().nullable(),
  role: z.enum(['operator', 'engineer', 'admin']).nullable(),
});
export type Person = z.infer<typeof whoamiSchema>;

/** Where the client keeps its tokens. */
export const TOKEN_KEY = 'halle-session';
const KEY = 'halle-person';

/**
 * Who was signed in last in this browser, for a start without a connection. It opens no door: the server asks for the token
 * at every request.
 */
export const remembered = (): Person | null => recall(KEY, whoamiSchema);
export const remember = (person: Person): void => keep(KEY, person);
export const forget = (): void => localStorage.removeItem(KEY);
export const hasToken = (): boolean => recall(TOKEN_KEY, z.unknown()) !== null;
