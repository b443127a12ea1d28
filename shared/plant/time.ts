import { z } from 'zod';

/**
 * Plant time: the local clock of the plant, without a zone, as the files carry it (`2024-05-20T21:31:51.992`).
 * Kept as `timestamp` in Postgres. Halle's own events (a deployment, a run) are `timestamptz`.
 */
export const plantTimeSchema = z.iso.datetime({ local: true });
