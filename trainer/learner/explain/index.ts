export { explainModel, type Explained } from './explain-model.ts';
