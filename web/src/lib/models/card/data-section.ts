import type { Lineage } from '$shared/contracts/lineage.ts';
import { sayKind } from '$lib/datasets/say-kind.ts';
import { formatInteger, formatPercent, formatPlantTime, NONE } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import type { Block, Section } from './document.ts';
import type { CardSource } from './source.ts';

function sayLeftOut({ cars, excludedBy }: Lineage): string {
  if (!cars) return m.lineage_no_cars();
  if (cars.excluded === 0) return m.card_data_left_none();
  return excludedBy
    .map(({ cars: count, name }) =>
      m.lineage_excluded_by({
        cars: formatInteger(count),
        file: name ?? m.lineage_excluded_gone(),
      }),
    )
    .join('; ');
}

/** Period, cars, failures, files with their hashes, and what was left out. */
export function dataSection({ model, lineage }: CardSource): Section {
  const blocks: Block[] = [];
  const snapshot = lineage?.snapshot;
  if (lineage && snapshot) {
    const heldOut = lineage.cars?.heldOut ?? model.metrics?.cars ?? null;
    blocks.push({
      kind: 'facts',
      rows: [
        [
          m.card_data_period(),
          m.period_range({
            from: formatPlantTime(snapshot.periodFrom, 'date'),
            to: formatPlantTime(snapshot.periodTo, 'date'),
          }),
        ],
        [m.metric_cars(), formatInteger(snapshot.cars)],
        [
          m.metric_failures(),
          `${formatInteger(snapshot.failures)} (${formatPercent(snapshot.failures / snapshot.cars)})`,
        ],
        [m.part_learned(), lineage.cars ? formatInteger(lineage.cars.learned) : NONE],
        [
          m.part_held_out(),
          m.card_data_holdout({
            cars: formatInteger(heldOut),
            date: formatPlantTime(snapshot.holdoutFrom, 'date'),
          }),
        ],
        [m.card_data_left_out(), sayLeftOut(lineage)],
        [`${m.lineage_snapshot()} (SHA-256)`, snapshot.sha256],
      ],
    });
  } else {
    blocks.push({ kind: 'text', text: m.card_data_unknown() });
    blocks.push({ kind: 'facts', rows: [[m.col_cars_trained(), formatInteger(model.carsTrained)]] });
  }
  if (lineage && lineage.datasets.length > 0) {
    blocks.push({
      kind: 'table',
      head: [m.col_file(), m.reading_kind(), m.col_rows(), m.details_hash()],
      rows: lineage.datasets.map((dataset) => [
        dataset.name,
        sayKind(dataset.kind),
        formatInteger(dataset.rows),
        dataset.sha256 ?? m.lineage_over_http(),
      ]),
      numbers: [2],
    });
  }
  return { id: 'data', title: m.card_data(), blocks };
}
