import type { Dataset, Kind } from '$lib/data/datasets.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayKind = (kind: Kind): string =>
  ({ failures: m.kind_failures, results: m.kind_results, status: m.kind_status })[kind]();

/** The kind of a dataset, or that it is not known: not yet, or not at all where loading has failed. */
export const sayKindOf = ({ kind, status }: Pick<Dataset, 'kind' | 'status'>): string =>
  kind ? sayKind(kind) : status === 'failed' ? m.kind_none() : m.kind_unknown();
