import { formatInstant, formatNumber, formatPercent } from '$lib/format/format.ts';
import { sayFeature, sayModelStatus } from '$lib/i18n/say.ts';
import { m } from '$lib/paraglide/messages.js';
import { sayThreshold } from '../say-threshold.ts';
import { dataSection } from './data-section.ts';
import { comparisonSection, decisionsSection } from './decided-sections.ts';
import type { CardDocument, Section } from './document.ts';
import { limitsSection } from './limits-section.ts';
import { calibrationSection, metricsSection } from './measured-sections.ts';
import type { CardSource } from './source.ts';

const FEATURES_SHOWN = 10;

function purposeSection({ model }: CardSource): Section {
  return {
    id: 'purpose',
    title: m.card_purpose(),
    blocks: [
      { kind: 'text', text: m.card_purpose_text() },
      { kind: 'text', text: m.card_purpose_not() },
      {
        kind: 'facts',
        rows: [
          [m.card_status(), sayModelStatus(model.status)],
          [m.col_created(), formatInstant(model.createdAt)],
          [m.details_algorithm(), model.algorithm],
          [`${m.details_file()} (SHA-256)`, model.sha256],
        ],
      },
    ],
  };
}

/** Of a model without a tree file the share of the gain, which is all that is known of it. */
function importanceSection({ model }: CardSource): Section {
  const contributed = model.importance.some((each) => each.contribution !== undefined);
  const sizeOf = (each: (typeof model.importance)[number]) =>
    contributed ? (each.contribution ?? 0) : each.gain;
  const total = model.importance.reduce((sum, each) => sum + sizeOf(each), 0) || 1;
  const most = model.importance
    .filter((each) => sizeOf(each) > 0)
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, FEATURES_SHOWN);
  const title = m.card_importance();
  if (most.length === 0)
    return { id: 'importance', title, blocks: [{ kind: 'text', text: m.details_none() }] };
  return {
    id: 'importance',
    title,
    blocks: [
      { kind: 'text', text: contributed ? m.card_importance_contribution() : m.details_importance_share() },
      {
        kind: 'table',
        head: [m.card_feature(), contributed ? m.col_contribution() : m.details_importance_share()],
        rows: most.map((each) => [
          sayFeature(each.feature),
          contributed ? formatNumber(sizeOf(each)) : formatPercent(sizeOf(each) / total),
        ]),
        numbers: [1],
      },
    ],
  };
}

function thresholdSection({ model }: CardSource): Section {
  return {
    id: 'threshold',
    title: m.metric_threshold(),
    blocks: [
      { kind: 'text', text: m.predict_threshold({ value: formatPercent(model.threshold) }) },
      ...sayThreshold(model).map((text) => ({ kind: 'text' as const, text })),
    ],
  };
}

/** The model card in the reader's language (Mitchell and others: Model Cards for Model Reporting, FAT* 2019). */
export function writeCard(source: CardSource): CardDocument {
  return {
    title: `${m.card_title()}: ${source.model.name}`,
    subtitle: m.card_made({ date: formatInstant(source.asOf) }),
    sections: [
      purposeSection(source),
      dataSection(source),
      metricsSection(source),
      calibrationSection(source),
      importanceSection(source),
      thresholdSection(source),
      limitsSection(source),
      decisionsSection(source),
      comparisonSection(source),
    ],
  };
}
