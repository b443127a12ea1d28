import type { Task } from 'graphile-worker';
import { z } from 'zod';
import { knrSchema } from '../../shared/plant/knr.ts';
import type { TrainerContext } from '../context.ts';
import { refreshContested, tellAnew } from '../facts/tell-anew.ts';
import { withDuck } from '../facts/with-duck.ts';
import { writing } from '../facts/writing.ts';
import { KINDS } from './load/columns.ts';

const payloadSchema = z.object({ kind: z.enum(KINDS), knrs: z.array(knrSchema).max(1000) });

/**
 * The queue's task `settle_cars`: makes the facts of a few cars anew from the lake and the journal of HTTP rows, where
 * `ingest_rows` could not compare a row with those of a file by itself.
 */
export function settleCarsTask(context: TrainerContext): Task {
  return async (payload, helpers) => {
    const { kind, knrs } = payloadSchema.parse(payload);
    const signal = helpers.abortSignal ?? new AbortController().signal;
    await withDuck(context, 'settle', (duck, scratch) =>
      writing(context, async (tx) => {
        await tx`
          create temp table contested on commit drop as
          select c.knr from public.cars c where c.knr = any (${knrs})`;
        await tellAnew(tx, duck, context, kind, scratch, signal);
        await refreshContested(tx, kind);
      }),
    );
  };
}
