import { FAILURE_COLUMNS, failureRows, MODEL } from './failures.ts';
import type { Settings } from './options.ts';
import type { Plan } from './plan.ts';
import type { PlantedFile } from './planted.ts';
import { sections } from './sections.ts';
import { PLAIN, type Dialect } from './sink.ts';
import { TableFile } from './table-file.ts';

/** One date form a file; the Latin-1 one has its header in line 3 and an index column. */
const DIALECTS: readonly Dialect[] = [
  { delimiter: ',', encoding: 'utf8', dates: 'iso' },
  { delimiter: ';', encoding: 'latin1', dates: 'day-first' },
  { delimiter: '\t', encoding: 'utf8', dates: 'excel' },
];

/** Writes the failures of all cars into three files (or `settings.files`). The last row stands at the export: the period is covered. */
export function writeFailures(settings: Settings, plan: Plan): PlantedFile[] {
  const { faults, seed, out, files } = settings;
  return sections(plan.cars, files || DIALECTS.length, faults.overlap).map((section, part) => {
    const dialect = files ? PLAIN : (DIALECTS[part] as Dialect);
    const file = new TableFile({
      out,
      kind: 'failures',
      path: `failures/falhas-${part + 1}.csv`,
      columns: FAILURE_COLUMNS,
      dialect,
      shifted: faults.shiftedHeader && dialect.encoding === 'latin1',
      faults,
      seed,
      number: part,
    });
    let good: string[] = [];
    for (let i = section.from; i < section.to; i++) {
      const car = plan.maker.make(i);
      for (const row of failureRows(car, plan.failed[i] === 1, seed)) {
        if (row.at > plan.exportedAt) continue;
        // Half of the cells at ZP7 and ZP5 carry the spaces of a fixed width; some groups are quoted as text.
        const halle = row.halle.length === 3 && i % 2 === 0 ? `${row.halle} ` : row.halle;
        const group = i % 3 === 0 ? `"${row.group}"` : row.group;
        good = [car.knr, MODEL, car.colour, car.engine, row.station, row.user, halle, row.text, group];
        file.row(good, row.at, i < section.own);
      }
    }
    // The newest car's inspection as the export runs.
    if (section.to === plan.cars) {
      const { knr, colour, engine } = plan.maker.make(plan.cars - 1);
      good = [
        knr,
        MODEL,
        colour,
        engine,
        'ZP5-1',
        '70001',
        'ZP5',
        'Painel lateral 05. Sujeira na pintura',
        '1',
      ];
      file.row(good, plan.exportedAt, false);
    }
    return file.close(good, plan.exportedAt - 60_000);
  });
}
