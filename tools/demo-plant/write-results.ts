import { knrOf } from './car.ts';
import type { Settings } from './options.ts';
import type { Plan } from './plan.ts';
import type { PlantedFile } from './planted.ts';
import { RESULT_COLUMNS, ResultWriter } from './results.ts';
import { isChosen, sections } from './sections.ts';
import { PLAIN, type Dialect } from './sink.ts';
import { TableFile } from './table-file.ts';

/** Only neighbours with the same date form overlap: a form without milliseconds would make other facts of them. */
const DIALECTS: readonly Dialect[] = [
  { delimiter: ',', encoding: 'utf8', dates: 'iso' },
  { delimiter: ',', encoding: 'utf8', dates: 'iso' },
  { delimiter: ';', encoding: 'latin1', dates: 'day-first' },
  { delimiter: ',', encoding: 'utf8', dates: 'excel' },
];

/** KNRs that no other file knows, counted up far above the plant's own. */
export const strayKnrs = (plan: Plan, kind: 'status' | 'results', count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    knrOf(plan.maker.make(0).index + (kind === 'status' ? 1_200_000 : 1_250_000) + i, plan.exportedAt),
  );

/** Writes the results of the chosen cars into four files (or `settings.files`). */
export function writeResults(settings: Settings, plan: Plan): PlantedFile[] {
  const { faults, seed, out, files, resultCars } = settings;
  return sections(plan.cars, files || DIALECTS.length, faults.overlap).map((section, part) => {
    const dialect = files ? PLAIN : (DIALECTS[part] as Dialect);
    const file = new TableFile({
      out,
      kind: 'results',
      path: `results/resultados-${part + 1}.csv`,
      columns: RESULT_COLUMNS,
      dialect,
      shifted: false,
      faults,
      seed,
      number: files ? 3000 + part : 10 + part,
    });
    const sameForm = part > 0 && (files > 0 || DIALECTS[part - 1]?.dates === dialect.dates);
    const writer = new ResultWriter(file.sink, part, seed, faults.duplicates / 10, plan.exportedAt);
    const write = (i: number) => {
      if (isChosen(i, resultCars, settings.cars)) writer.car(plan.maker.make(i), plan.failed[i] === 1);
    };
    for (let i = sameForm ? section.from : section.own; i < section.own; i++) write(i);
    const { planted } = file;
    planted.overlap = writer.rows - writer.duplicates;
    for (let i = section.own; i < section.to; i++) write(i);
    if (section.to === plan.cars) {
      for (const knr of strayKnrs(plan, 'results', faults.strayCars))
        writer.car({ ...plan.maker.make(0), knr }, false);
    }
    planted.duplicates = writer.duplicates;
    planted.rows = writer.rows;
    planted.facts = writer.rows - writer.duplicates - planted.overlap;
    const { knr } = plan.maker.make(section.to - 1);
    return file.close([knr, '042000', '2', '10', 'Nm', '1', '       40.00'], plan.exportedAt - 60_000);
  });
}
