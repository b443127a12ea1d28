import type { Kind } from '$lib/data/datasets.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayKind = (kind: Kind): string =>
  ({ failures: m.kind_failures, results: m.kind_results, status: m.kind_status })[kind]();
