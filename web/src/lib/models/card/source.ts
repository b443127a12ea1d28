import type { Lineage } from '$shared/contracts/lineage.ts';
import type { Model } from '$shared/contracts/models.ts';
import type { KeptComparison } from '$lib/data/evaluate.ts';
import type { Entry } from '$lib/data/ledger.ts';

/** What a card tells of an entry of the ledger. */
export type Decision = Pick<
  Entry,
  'createdAt' | 'person' | 'threshold' | 'reason' | 'overrideReason' | 'rolledBackTo'
>;

/** What a model card is written from. */
export interface CardSource {
  model: Model;
  lineage: Lineage | null;
  /** Newest first. */
  decisions: Decision[];
  comparison: KeptComparison | null;
  /** ISO instant. */
  asOf: string;
}
