import type { Dataset } from '$lib/data/datasets.ts';
import { isOfNoKind } from '$lib/i18n/say-failure.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayStatus = ({ status, duplicateOf }: Pick<Dataset, 'status' | 'duplicateOf'>): string =>
  status === 'loaded' && duplicateOf !== null
    ? m.dataset_duplicate()
    : {
        queued: m.dataset_queued,
        loading: m.dataset_loading,
        asking: m.dataset_asking,
        loaded: m.dataset_loaded,
        failed: m.dataset_failed,
        cancelled: m.dataset_cancelled,
        removing: m.dataset_removing,
        removed: m.dataset_removed,
      }[status]();

const phases: Record<string, () => string> = {
  waiting: m.load_waiting,
  download: m.load_download,
  read: m.load_read,
  sort: m.load_sort,
  store: m.load_store,
  write: m.load_write,
  features: m.load_features,
};

/** What the trainer does with a file now; a phase without words of its own is told as loading. */
export const sayLoadPhase = (phase: string): string => (phases[phase] ?? m.dataset_loading)();

const advice: Record<string, () => string> = {
  missing_columns: m.advice_missing_columns,
  empty_file: m.advice_empty_file,
  unreadable_file: m.advice_unreadable_file,
  upload_gone: m.advice_upload_gone,
};

/** What a person can do about a load that failed. */
export const sayAdvice = (error: NonNullable<Dataset['error']>): string =>
  isOfNoKind(error) ? m.advice_no_kind() : (advice[error.code] ?? m.advice_other)();
