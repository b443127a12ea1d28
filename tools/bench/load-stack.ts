import { limitMemory } from './load-memory.ts';
import { OwnStack } from './own-stack.ts';

/** What the figures of loading are for, beside two cores. */
export const MEMORY_LIMIT = 4 * 2 ** 30;

/** A stack of its own whose trainer is limited to 4 GB. */
export class BenchStack extends OwnStack {
  override readonly limit = limitMemory(this.trainer, MEMORY_LIMIT);
}
