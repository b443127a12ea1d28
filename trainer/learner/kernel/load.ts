import { KERNEL_BASE64 } from './generated/kernel.ts';

/** The functions of kernel.wasm.ts; every address is a byte in the memory that the kernel was loaded with. */
export interface Kernel {
  fillColumn(
    column: number,
    rows: number,
    edges: number,
    count: number,
    bins: number,
    stride: number,
    copy: number,
  ): void;
  gradients(
    margin: number,
    label: number,
    weight: number,
    out: number,
    from: number,
    to: number,
    scale: number,
  ): void;
  buildHistogram(
    bins: number,
    stride: number,
    gh: number,
    rows: number,
    begin: number,
    end: number,
    from: number,
    to: number,
    out: number,
  ): void;
  buildHistogramOf(
    columns: number,
    bins: number,
    stride: number,
    gh: number,
    rows: number,
    begin: number,
    end: number,
    from: number,
    to: number,
    out: number,
  ): void;
  subtractHistogram(parent: number, child: number, feature: number): void;
  setRules(l1: number, l2: number, minChildWeight: number, minGain: number, monotone: number): void;
  findSplit(
    histogram: number,
    missingBins: number,
    columns: number,
    from: number,
    to: number,
    gradient: number,
    hessian: number,
    lowest: number,
    highest: number,
    out: number,
  ): void;
  partitionRows(
    column: number,
    rows: number,
    spare: number,
    begin: number,
    end: number,
    bin: number,
    missingBin: number,
    missingLeft: number,
  ): number;
  addTree(
    bins: number,
    stride: number,
    from: number,
    to: number,
    nodes: number,
    missingBins: number,
    margin: number,
  ): void;
}

const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));

/** Bytes at the beginning of the memory that are the kernel's own. */
export const KERNEL_BYTES = 16_384;

/** The kernel over a memory, which other threads may share. */
export function loadKernel(memory: WebAssembly.Memory): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernel = exports as unknown as Kernel & { heapBase(): number };
  if (kernel.heapBase() > KERNEL_BYTES) throw new Error('the tables of the kernel need more room');
  return kernel;
}
