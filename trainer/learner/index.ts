/** Histogram gradient boosting for a binary label: typed arrays in, a model out; no database, no network. */
export type { CategoryColumn, Column, Dataset, NumberColumn } from './data.ts';
export { LearnerError } from './errors.ts';
export { fit, type FitOptions } from './fit.ts';
export type { Calibration, Model, ModelFeature, Tree } from './model.ts';
export { parametersSchema, type Parameters, type ParametersInput } from './parameters.ts';
export { predict, predictMargin } from './predictor/predict.ts';
