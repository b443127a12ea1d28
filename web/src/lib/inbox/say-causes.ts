import type { Candidate } from '$shared/contracts/inbox.ts';
import type { CausingAlarm } from '$shared/contracts/retrain.ts';
import { formatInstantDay, formatInteger } from '$lib/format/format.ts';
import { sayCause, sayFeature } from '$lib/i18n/say.ts';
import { m } from '$lib/paraglide/messages.js';

type Run = NonNullable<Candidate['run']>;

/** "drift at ZP61 since 3 May: mean torque" */
export function sayDrift({ feature, checkpoint, since }: CausingAlarm): string {
  const said = {
    feature: feature === 'probability' ? m.cause_probability() : sayFeature(feature),
    date: formatInstantDay(since),
  };
  return checkpoint === null ? m.cause_drift(said) : m.cause_drift_at({ ...said, checkpoint });
}

/** The alarms that were open when the run started, and those that asked for it, each once, the oldest first. */
export function alarmsOf({ causes, news }: Pick<Run, 'causes' | 'news'>): CausingAlarm[] {
  const all = new Map<number, CausingAlarm>();
  for (const { alarmId, feature, checkpoint, since } of causes) {
    if (alarmId === undefined || feature === undefined || since === undefined) continue;
    all.set(alarmId, { id: alarmId, feature, checkpoint: checkpoint ?? null, since });
  }
  for (const alarm of news?.alarms ?? []) all.set(alarm.id, alarm);
  return [...all.values()].sort((a, b) => a.since.localeCompare(b.since) || a.id - b.id);
}

/** What is new for a run: "412 new cars, 38 new failures since model 7"; empty before it has looked at the plant. */
export function sayNews(news: Run['news']): string {
  if (!news) return '';
  const { modelId, cars, failures } = news;
  if (modelId === null)
    return m.cause_news_first({ cars: formatInteger(cars), failures: formatInteger(failures) });
  if (cars === null) return m.cause_news_unknown({ model: modelId });
  return m.cause_news({
    cars: cars === 1 ? m.cause_cars_one() : m.cause_cars({ count: formatInteger(cars) }),
    failures: failures === 1 ? m.cause_failures_one() : m.cause_failures({ count: formatInteger(failures) }),
    model: modelId,
  });
}

/** Who or what asked, each once: "Started by itself: new results arrived · Started by the schedule". */
export function sayAskers({ cause, causes, person }: Pick<Run, 'cause' | 'causes' | 'person'>): string {
  const kinds = new Set([cause, ...causes.map((each) => each.cause)]);
  return [...kinds]
    .map((kind) => (kind === 'button' && person ? `${sayCause(kind)} (${person})` : sayCause(kind)))
    .join(' · ');
}
