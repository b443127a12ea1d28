import { PROBABILITY, type MonitorWindow } from '$shared/contracts/monitor.ts';
import { FEATURE_BY_NAME } from '$shared/features/catalogue.ts';

/** What a watched model came with, as far as its comparison depends on it. */
export interface WatchedModel {
  id: number;
  hasTrees: boolean;
  inputs: string[];
}

/** What of a model that has its own cars is not compared with them, and why. */
export interface NotCompared {
  /** Its answers: it has no tree file to compute those to its own cars with, or too few cars that it did not learn from. */
  answers: 'no_trees' | 'few_held_out' | null;
  /** Inputs that the catalogue or the model's own cars do not have. */
  features: string[];
}

/** `window`: one that was compared; before the first one only what the model came with is known. */
export function notCompared({ hasTrees, inputs }: WatchedModel, window: MonitorWindow | null): NotCompared {
  const tested = window && new Set(window.findings.map(({ feature }) => feature));
  const missed = tested !== null && !tested.has(PROBABILITY);
  return {
    answers: !hasTrees ? 'no_trees' : missed ? 'few_held_out' : null,
    features: inputs.filter((name) => !(tested ?? FEATURE_BY_NAME).has(name)),
  };
}
