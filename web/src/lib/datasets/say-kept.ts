import type { Dataset } from '$lib/data/datasets.ts';
import { formatInstantDay } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

const DAY_MS = 86_400_000;

type Kept = Pick<Dataset, 'source' | 'uploadDeletedAt' | 'finishedAt'>;

/** The day on which the raw upload is to be deleted; null while the dataset has not come to an end. */
export const deletionDay = ({ finishedAt }: Kept, uploadDays: number | null): Date | null =>
  finishedAt === null || uploadDays === null ? null : new Date(Date.parse(finishedAt) + uploadDays * DAY_MS);

/** How long a dataset can be loaded again once it is removed. */
export function sayKept(dataset: Kept, uploadDays: number | null): string {
  if (dataset.source === 'http') return m.kept_http();
  if (dataset.uploadDeletedAt !== null) return m.kept_no_more();
  const day = deletionDay(dataset, uploadDays);
  return day ? m.kept_until({ date: formatInstantDay(day.toISOString()) }) : m.kept_for_now();
}
