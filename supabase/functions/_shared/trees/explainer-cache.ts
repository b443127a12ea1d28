import { TreeExplainer } from '../../../../shared/trees/explain.ts';
import { readForest } from '../../../../shared/trees/read-forest.ts';

/**
 * Tree files ready to explain, by the sha256 of their content. Bounded, as sessions are: the one not used for longest goes.
 * A file that could not be had is asked for again with the next car.
 */
export class ExplainerCache {
  readonly #limit: number;
  readonly #entries = new Map<string, Promise<TreeExplainer>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** `fetchBytes` is called only when the explainer is not there yet. */
  async get(sha256: string, fetchBytes: () => Promise<Uint8Array>): Promise<TreeExplainer> {
    const known = this.#entries.get(sha256);
    if (known) this.#entries.delete(sha256);
    const explainer = known ?? fetchBytes().then((bytes) => new TreeExplainer(readForest(bytes)));
    this.#entries.set(sha256, explainer); // last is newest
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    try {
      return await explainer;
    } catch (error) {
      if (this.#entries.get(sha256) === explainer) this.#entries.delete(sha256);
      throw error;
    }
  }
}
