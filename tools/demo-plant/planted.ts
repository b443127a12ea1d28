import type { DateForm } from './sink.ts';

export type Kind = 'failures' | 'results' | 'status';

/** What one file holds. `rows = facts + duplicates + overlap + badKnr + badDate`. */
export interface PlantedFile {
  kind: Kind;
  /** Relative to the out folder. */
  path: string;
  bytes: number;
  /** Data rows, without the header and what stands above it. */
  rows: number;
  /** Rows that no earlier file of the plant holds. */
  facts: number;
  /** Rows that the same file holds already. */
  duplicates: number;
  /** Rows (their first copy here) that the file before holds already. */
  overlap: number;
  rejected: { badKnr: number; badDate: number };
  /** Line of the header, 1 is the first. */
  headerLine: number;
  dates: DateForm;
  delimiter: string;
  encoding: 'utf8' | 'latin1' | 'xlsx';
}

/** Everything that was planted, for tests to check against (`planted.json`). */
export interface Planted {
  cars: number;
  tested: number;
  failures: number;
  failureRate: number;
  /** Expected ROC AUC of ranking tested cars by their true probability; and on the labels as drawn. */
  bestAuc: { all: number; beforeChange: number | null; afterChange: number | null; drawn: number };
  change: { month: number; at: string; what: string[] } | null;
  exportedAt: string;
  /** Cars before or at the road test. */
  notTested: string[];
  strays: { statusOnly: string[]; resultsOnly: string[] };
  files: PlantedFile[];
  /** CSV `knr,probability,label,changed` (label blank: not tested), relative to the out folder. */
  truth: string;
}
