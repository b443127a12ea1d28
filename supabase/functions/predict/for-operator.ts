import type { Prediction } from '../../../shared/contracts/predict.ts';

/**
 * An answer as an operator gets it: nothing in it tells a car of the audit lane from another one for the long test. Its
 * probability lies below the threshold, and the weights of its reasons are small, so nobody at the gate is told either.
 */
export function forOperator(prediction: Prediction): Prediction {
  return {
    ...prediction,
    probability: null,
    threshold: null,
    lane: null,
    reasons: prediction.reasons.map(({ feature, value, typical, effect }) => ({
      feature,
      value,
      typical,
      effect: null,
      speaks: effect !== null && effect < 0 ? 'against' : 'for',
    })),
  };
}
