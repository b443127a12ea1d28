import type { Lineage } from '$shared/contracts/lineage.ts';
import type { Model } from '$shared/contracts/models.ts';
import type { Decision } from '$lib/data/decisions.ts';
import type { NewestComparison } from '$lib/data/lineage.ts';

/** What a model card is written from. */
export interface CardSource {
  model: Model;
  lineage: Lineage | null;
  /** Newest first. */
  decisions: Decision[];
  comparison: NewestComparison | null;
  /** ISO instant. */
  asOf: string;
}
