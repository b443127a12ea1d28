import type { Task } from 'graphile-worker';
import { z } from 'zod';
import { dependenceSchema } from '../../../shared/contracts/models.ts';
import type { TrainerContext } from '../../context.ts';
import { examine } from './examine.ts';
import { keepWindow, nextWindow } from './keep.ts';
import { type Profiles, profilesFor } from './profiles.ts';
import { readReference, type Reference } from './reference.ts';

const modelSchema = z.object({
  id: z.int(),
  inputs: z.array(z.object({ name: z.string() })),
  dependence: z.array(dependenceSchema),
  treesPath: z.string().nullable(),
  snapshot: z.object({ path: z.string(), holdoutFrom: z.string() }).nullable(),
});
export type WatchedModel = z.infer<typeof modelSchema>;

/**
 * The queue's task `monitor`: cuts what the model in use was asked with into windows, compares each with what it learned
 * from, and raises alarms. Does nothing until a window is full. What is kept of a window is kept in one transaction, so a
 * second execution goes on after it.
 */
export function monitorTask(context: TrainerContext): Task {
  return async (_payload, helpers) => {
    const signal = helpers.abortSignal ?? AbortSignal.timeout(600_000);
    const model = await modelInUse(context);
    if (!model) return;
    let reference: Reference | null | undefined;
    let profiles: Profiles | undefined;
    for (;;) {
      signal.throwIfAborted();
      const window = await nextWindow(context, model.id);
      if (!window) return;
      if (reference === undefined) reference = await readReference(context, model, signal);
      const size = window.answers.length;
      // Of many windows at once only the first waits for them; the size can be set meanwhile.
      if (profiles?.size !== size) profiles = profilesFor(reference, size);
      const examined = examine(model, profiles, window);
      if (!(await keepWindow(context, model.id, window, examined))) return;
      context.log('window examined', {
        modelId: model.id,
        number: window.number,
        cars: window.answers.length,
        untested: examined.untested,
        drifted: examined.findings.filter(({ drifted }) => drifted).map(({ feature }) => feature),
      });
    }
  };
}

async function modelInUse({ sql }: TrainerContext): Promise<WatchedModel | null> {
  const [row] = await sql`
    select json_build_object('id', m.id, 'inputs', m.inputs, 'dependence', m.dependence, 'treesPath', m.trees_path,
      'snapshot', case when s.id is not null then json_build_object('path', s.storage_path,
        'holdoutFrom', to_char(s.holdout_from, 'YYYY-MM-DD"T"HH24:MI:SS.MS')) end) as model
    from (select d.model_id from public.deployments d order by d.id desc limit 1) d
    join public.models m on m.id = d.model_id left join public.snapshots s on s.id = m.snapshot_id`;
  return row ? modelSchema.parse(row['model']) : null;
}
