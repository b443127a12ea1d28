import { type Finding, type Picture, PROBABILITY, type Untested } from '../../../shared/contracts/monitor.ts';
import type { Dependence } from '../../../shared/contracts/models.ts';
import type { Values } from '../../../shared/drift/bins.ts';
import { checkpointOf } from '../../../shared/drift/checkpoint.ts';
import { effectOf } from '../../../shared/drift/effect.ts';
import { pictureOf } from '../../../shared/drift/picture.ts';
import type { Profile } from '../../../shared/drift/profile.ts';
import { testFeatures } from '../../../shared/drift/watch.ts';
import type { Answer, Window } from './keep.ts';
import type { WatchedModel } from './index.ts';
import type { Profiles } from './profiles.ts';
import { columnOf } from './reference.ts';

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
export function examine(model: WatchedModel, { untested, columns }: Profiles, window: Window): Examined {
  const { answers } = window;
  if (untested) return { untested, findings: [], shown: new Map() };
  const compared = columns.map((column): Compared => ({ ...column, now: nowOf(column.before, answers) }));
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

/** A column of the window, as the reference has it. */
function nowOf({ name, kind }: Values, answers: readonly Answer[]): Values {
  const values = answers.map(({ features, probability }) =>
    name === PROBABILITY ? probability : features[name],
  );
  return columnOf(name, kind, values);
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
