/**
 * Histogram gradient boosting for a binary label: typed arrays in, a model out; no database, no network.
 *
 *     const model = await fit({ features: [{ name: 'x', kind: 'number', values }], label, validation });
 *     const probability = predict(model, laterRows);
 *
 * The folders are the algorithm's steps: `binning` (numbers become at most 256 bins, categories numbers), then tree after
 * tree (boost.ts): `objective` (gradients), `histogram` (their sums by bin), `splitting` (the best split of a node),
 * `grower` (node after node), `predictor` (the tree as arrays, and its answers); at last `calibration`. `team` shares the
 * steps out over threads, `kernel` is what of them is WebAssembly.
 */
export type { CategoryColumn, Column, Dataset, NumberColumn } from './data.ts';
export { LearnerError } from './errors.ts';
export { fit, type FitOptions } from './fit.ts';
export type { Calibration, Model, ModelFeature, Tree } from './model.ts';
export { parametersSchema, type Parameters, type ParametersInput } from './parameters.ts';
export { predict, predictMargin } from './predictor/predict.ts';
export { Team } from './team/team.ts';
