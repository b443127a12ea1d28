import type { Notice } from '$shared/contracts/notices.ts';
import { sayVerdict } from '$lib/compare/say-comparison.ts';
import { formatInstantDay, formatThreshold } from '$lib/format/format.ts';
import { sayFailure } from '$lib/i18n/say-failure.ts';
import { sayEffect, sayPlace, sayWatched } from '$lib/monitoring/say-alarm.ts';
import { m } from '$lib/paraglide/messages.js';

/** A notice in the reader's language: what happened, what is known of it, and where to see it. */
export interface SaidNotice {
  tone: 'info' | 'good' | 'warn' | 'bad';
  title: string;
  text: string;
  /** The server's own sentence, in English, where ours does not say all of it. */
  original?: string | null;
  href: string;
}

type Said<K extends Notice['kind']> = Extract<Notice, { kind: K }>;
const model = (name: string, id: number) => `${name} #${id}`;

function sayRun({ facts }: Said<'run_finished'>): SaidNotice {
  const href = `/models/runs/${facts.runId}`;
  if (facts.status === 'failed') {
    const { title: text, original } = facts.error ? sayFailure(facts.error) : { title: '', original: null };
    return { tone: 'bad', title: m.notice_run_failed({ id: facts.runId }), text, original, href };
  }
  const made = facts.modelId === null ? '' : model(facts.modelName ?? '', facts.modelId);
  return {
    tone: 'good',
    title: m.notice_run_done({ id: facts.runId }),
    text: m.notice_run_made({ model: made }),
    href,
  };
}

function sayCandidate({ facts }: Said<'candidate_ready'>): SaidNotice {
  const compared = facts.verdict !== null && facts.againstId !== null;
  return {
    tone: 'info',
    title: m.notice_candidate({ model: model(facts.modelName, facts.modelId) }),
    text: compared
      ? m.notice_candidate_compared({
          verdict: sayVerdict(facts.verdict!),
          against: model(facts.againstName ?? '', facts.againstId!),
        })
      : m.notice_candidate_alone(),
    href: compared
      ? `/compare?model=${facts.modelId}&against=${facts.againstId}`
      : `/models/${facts.modelId}`,
  };
}

const sayAlarm = ({ facts }: Said<'alarm'>): SaidNotice => ({
  tone: 'warn',
  title: m.notice_alarm({
    feature: sayWatched(facts.feature),
    since: formatInstantDay(facts.since),
    place: sayPlace(facts),
  }),
  text: sayEffect(facts.effect),
  href: `/alarms/${facts.alarmId}`,
});

function sayDeployment({ facts, person }: Said<'deployment'>): SaidNotice {
  const name = model(facts.modelName, facts.modelId);
  const onlyThreshold = facts.previousModelId === facts.modelId && facts.rolledBackTo === null;
  const title = onlyThreshold
    ? m.notice_threshold({ model: name, threshold: formatThreshold(facts.threshold) })
    : facts.rolledBackTo !== null
      ? m.notice_rolled_back({ model: name })
      : m.notice_deployed({ model: name });
  const text = person ? m.notice_decided({ person, reason: facts.reason }) : facts.reason;
  return { tone: 'info', title, text, href: '/ledger' };
}

function sayDataset({ facts }: Said<'dataset_needs_look'>): SaidNotice {
  return {
    tone: 'warn',
    title: m.notice_dataset({ name: facts.name }),
    text: facts.why === 'question' ? m.notice_dataset_question() : m.notice_dataset_quality(),
    href: `/data/${facts.datasetId}`,
  };
}

const sayWebhook = ({ facts }: Said<'webhook_off'>): SaidNotice => ({
  tone: 'bad',
  title: m.notice_webhook({ host: facts.host ?? '' }),
  text: facts.because === 'gone' ? m.webhook_off_gone() : m.webhook_off_failures(),
  href: '/webhooks',
});

export function sayNotice(notice: Notice): SaidNotice {
  switch (notice.kind) {
    case 'run_finished':
      return sayRun(notice);
    case 'candidate_ready':
      return sayCandidate(notice);
    case 'alarm':
      return sayAlarm(notice);
    case 'deployment':
      return sayDeployment(notice);
    case 'dataset_needs_look':
      return sayDataset(notice);
    default:
      return sayWebhook(notice);
  }
}
