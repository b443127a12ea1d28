/**
 * What of the learner runs as WebAssembly, one room a step: written in AssemblyScript, compiled by `npm run kernel` into
 * generated/kernel.ts, over one shared memory that all threads see. Addresses are bytes in that memory.
 */
export { fillColumn } from '../binning/fill-column.wasm';
export { gradients } from '../objective/gradients.wasm';
export { buildHistogram, buildHistogramOf, subtractHistogram } from '../histogram/histogram.wasm';
export { findSplit, setRules } from '../splitting/find-split.wasm';
export { partitionRows } from '../grower/partition.wasm';
export { addTree } from '../predictor/add-tree.wasm';

/** Where the tables of the kernel's own end. */
export function heapBase(): usize {
  return __heap_base;
}
