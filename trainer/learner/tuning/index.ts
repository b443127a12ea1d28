/** The search for a learner's parameters, by itself: rows in the order of time in, what was tried and chosen out. */
export { type Fold, isTelling, rowsOf, timeFolds } from './folds.ts';
export { fitLogistic, type LogisticModel, predictLogistic } from './logistic.ts';
export { search, type SearchOptions } from './search.ts';
