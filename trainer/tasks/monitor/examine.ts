import { type Finding, type Picture, PROBABILITY, type Untested } from '../../../shared/contracts/monitor.ts';
import type { Dependence } from '../../../shared/contracts/models.ts';
import type { Values } from '../../../shared/drift/bins.ts';
import { checkpointOf } from '../../../shared/drift/checkpoint.ts';
import { effectOf } from '../../../shared/drift/effect.ts';
import { pictureOf } from '../../../shared/drift/picture.ts';
import { type Profile, profileOf } from '../../../shared/drift/profile.ts';
import { untestable } from '../../../shared/drift/testable.ts';
import { testFeatures } from '../../../shared/drift/watch.ts';
import type { Answer, Window } from './keep.ts';
import type { WatchedModel } from './index.ts';
import { columnOf, type Reference, type ReferenceCars } from './reference.ts';

export interface Examined {
  untested: Untested | null;
  /** The largest effect first. */
  findings: Finding[];
  /** What an alarm shows, of the features that drifted. */
  shown: Map<string, { picture: Picture; checkpoint: string | null }>;
}

/** A column of the reference that a window of this size can be compared with. */
interface Compared {
  before: Values;
  profile: Profile;
  now: Values;
}

/** Compares a window with what the model learned from, and its answers with those to cars that it did not learn from. */
export function examine(model: WatchedModel, reference: Reference | null, window: Window): Examined {
  const { answers } = window;
  const none = (untested: Untested): Examined => ({ untested, findings: [], shown: new Map() });
  if (!reference) return none('no_snapshot');
  const { cars, weeks } = reference.features;
  const untested = untestable(cars, weeks, answers.length);
  if (untested) return none(untested);
  const compared = [...compare(reference.features, answers), ...compare(reference.answers, answers)];
  const tested = testFeatures(
    compared.map(({ profile }) => profile),
    compared.map(({ now }) => now),
  );
  const curves = new Map(model.dependence.map((curve) => [curve.feature, curve]));
  const findings = tested.map(({ feature, pValue, corrected, drifted }, i) => ({
    feature,
    pValue,
    corrected,
    drifted,
    effect: effectPerThousand(compared[i]!, curves.get(feature), answers),
  }));
  const shown: Examined['shown'] = new Map();
  tested.forEach(({ feature, drifted, counts }, i) => {
    if (!drifted) return;
    const { before, profile, now } = compared[i]!;
    const picture = pictureOf(
      profile.bins,
      { counts: profile.counts, values: before },
      { counts, values: now },
    );
    shown.set(feature, { picture, checkpoint: checkpointOf(feature, findings) });
  });
  findings.sort((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0));
  return { untested: null, findings, shown };
}

function compare(reference: ReferenceCars | null, answers: readonly Answer[]): Compared[] {
  if (!reference || untestable(reference.cars, reference.weeks, answers.length)) return [];
  return reference.columns.map((before) => ({
    before,
    profile: profileOf(before, answers.length, reference.weeks),
    now: columnOf(
      before.name,
      before.kind,
      answers.map(({ features, probability }) =>
        before.name === PROBABILITY ? probability : features[before.name],
      ),
    ),
  }));
}

function effectPerThousand(
  { before, now }: Compared,
  curve: Dependence | undefined,
  answers: readonly Answer[],
): number | null {
  const perThousand = 1000 / answers.length;
  if (now.name === PROBABILITY) return 1000 * (mean(now) - mean(before));
  if (!curve) return null;
  const probabilities = answers.map(({ probability }) => probability);
  return perThousand * effectOf(curve, before, now, probabilities);
}

function mean({ values }: Values): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Number(values[i]);
  return sum / values.length;
}
