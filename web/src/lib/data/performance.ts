import { overrideSchema, type Override, type OverrideReason } from '$shared/contracts/predict.ts';
import { performanceSchema, type Performance } from '$shared/contracts/performance.ts';
import { session } from '$lib/session/session.svelte.ts';
import { bareName } from './bare-name.ts';
import { rest } from './rest.ts';

/** How the answers did, by week or by 1,000 cars. @throws Failure */
export async function readPerformance(by: Performance['by']): Promise<Performance> {
  const read = await rest(session.client.rpc('performance', { by }), performanceSchema);
  const marks = read.marks.map((mark) =>
    mark.kind === 'load' ? { ...mark, name: bareName(mark.name) } : mark,
  );
  return { ...read, marks };
}

/** The operator's own decision about a prediction; null takes it back. @throws Failure override_closed, not_allowed, … */
export function overrideDecision(
  predictionId: number,
  own: { decision: 'long' | 'short'; reason: OverrideReason; note?: string } | null,
): Promise<Override> {
  return rest(
    session.client.rpc('override_decision', {
      prediction_id: predictionId,
      // The generated types know no null: it takes the decision back.
      decision: (own?.decision ?? null) as string,
      reason: (own?.reason ?? null) as string,
      ...(own?.note ? { note: own.note } : {}),
    }),
    overrideSchema,
  );
}
