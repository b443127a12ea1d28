import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeExcel from 'write-excel-file/node';
import { makeCar, riskScore, STATION_SHIFT } from './car.ts';
import { dayFirst, excelSerial, isoWithMilliseconds } from './clock.ts';
import { Random } from './random.ts';
import { calibrateRisk, expectedAuc, probabilityOf } from './risk.ts';
import { failureRows, resultRows } from './rows.ts';
import { SheetWriter } from './sheet.ts';
import { COLORS, SUPPLIER_FAILURE, TESTS } from './vocabulary.ts';
import { walkTheLine } from './walk.ts';

export interface DemoPlantOptions {
  outDir: string;
  cars: number;
  months: number;
  seed: number;
  /** The month (1 is the first) at whose begin the supplier and the station change. */
  changeMonth: number;
  /** First day of production, plant time. */
  from: string;
}

export interface PlantedFile {
  path: string;
  kind: 'failures' | 'results' | 'status';
  rows: number;
  duplicates: number;
  rejected: number;
}

/** What was planted: the answers to the questions that a test may ask. */
export interface Planted {
  cars: number;
  testedCars: number;
  failedCars: number;
  failureRate: number;
  bestAuc: { all: number; beforeChange: number; afterChange: number };
  change: { month: number; at: string; supplierFailure: string; stationShift: number };
  notYetTested: string[];
  files: PlantedFile[];
}

/**
 * Four months of six before the change: the demo's first model has learned from some cars after it (80% of six
 * months end in the fifth), while a model of the first half has not.
 */
export const DEMO: Omit<DemoPlantOptions, 'outDir'> = {
  cars: 4000,
  months: 6,
  seed: 2,
  changeMonth: 4,
  from: '2024-01-08',
};

const MONTH = 30 * 86_400_000;
const TARGET = { rate: 0.065, auc: 0.82 };

/**
 * Writes the plant's three kinds of files, faults included, and `planted.json` beside them. Rows that lie after the
 * end of the period are not written: the newest cars have not been tested yet. Memory does not grow with the number
 * of cars but for one probability each.
 */
export async function generateDemoPlant(options: DemoPlantOptions): Promise<Planted> {
  const start = Date.parse(`${options.from}T06:00:00Z`);
  const end = start + options.months * MONTH;
  const changeAt = start + (options.changeMonth - 1) * MONTH;
  const year = new Date(start).getUTCFullYear();
  const startOf = (index: number) => start + Math.floor((index / options.cars) * (end - start));
  const make = (index: number) =>
    makeCar({ seed: options.seed, index, startedAt: startOf(index), changeAt, year });
  const scores = Array.from({ length: options.cars }, (_, index) => riskScore(make(index).car));
  const sample =
    scores.length <= 4000 ? scores : scores.filter((_, i) => i % Math.ceil(scores.length / 4000) === 0);
  const risk = calibrateRisk(sample, TARGET.rate, TARGET.auc);

  for (const kind of ['failures', 'results', 'status'])
    mkdirSync(join(options.outDir, kind), { recursive: true });
  const path = (name: string) => join(options.outDir, name);
  const failuresHeader = [
    'KNR',
    'MODELO',
    'COR',
    'MOTOR',
    'ESTACAO',
    'USUARIO',
    'HALLE',
    'FALHA',
    'S_GROUP_ID',
    'DATA',
  ];
  const resultsHeader = ['KNR', 'NAME', 'ID', 'STATUS', 'UNIT', 'VALUE_ID', 'VALUE', 'DATA'];
  const statusHeader = ['KNR', 'STATUS', 'DATA'];
  // Each kind comes in two exports, in two of the dialects that the real ones had.
  const failures = [
    new SheetWriter(
      path('failures/falhas_1.csv'),
      { delimiter: ';', encoding: 'latin1', decimal: ',', above: 1, left: 'none' },
      failuresHeader,
    ),
    new SheetWriter(
      path('failures/falhas_2.csv'),
      { delimiter: ',', encoding: 'utf8', decimal: '.', above: 0, left: 'index' },
      failuresHeader,
    ),
  ] as const;
  const results = [
    new SheetWriter(
      path('results/resultados_1.csv'),
      { delimiter: ',', encoding: 'utf8', decimal: '.', above: 0, left: 'none' },
      resultsHeader,
    ),
    new SheetWriter(
      path('results/resultados_2.csv'),
      { delimiter: ';', encoding: 'utf8', decimal: ',', above: 2, left: 'blank' },
      resultsHeader,
    ),
  ] as const;
  const status = new SheetWriter(
    path('status/status_1.csv'),
    { delimiter: '\t', encoding: 'utf8', decimal: '.', above: 1, left: 'blank' },
    statusHeader,
  );
  const statusSheet: (string | number)[][] = [];

  const planted = {
    failures: [
      { duplicates: 0, rejected: 0 },
      { duplicates: 0, rejected: 0 },
    ],
    results: [
      { duplicates: 0, rejected: 0 },
      { duplicates: 0, rejected: 0 },
    ],
    status: [
      { duplicates: 0, rejected: 0 },
      { duplicates: 0, rejected: 0 },
    ],
  };
  const faults = new Random(options.seed + 77);
  const truth = ['knr,probability,failed'];
  const probabilities = { before: [] as number[], after: [] as number[] };
  const notYetTested: string[] = [];
  let failedCars = 0;
  let overlapping: string[] = [];

  for (let index = 0; index < options.cars; index++) {
    const { car, random } = make(index);
    const half = index < options.cars / 2 ? 0 : 1;
    const probability = probabilityOf(risk, scores[index]!);
    const failed = random.next() < probability;
    const walk = walkTheLine(car, random);
    const known = walk.leftAt < end;
    if (known) {
      truth.push(`${car.knr},${probability.toFixed(6)},${failed ? 1 : 0}`);
      (car.afterChange ? probabilities.after : probabilities.before).push(probability);
      if (failed) failedCars++;
    } else if (walk.enteredAt >= end) notYetTested.push(car.knr);

    for (const point of walk.points) {
      if (point.at >= end) continue;
      if (half === 0) {
        const line = `${car.knr}\t${point.code}\t${dayFirst(point.at)}`;
        status.row(line);
        if (faults.next() < 0.001) {
          status.row(line);
          planted.status[0]!.duplicates++;
        }
      } else statusSheet.push([car.knr, point.code, excelSerial(point.at)]);
    }
    const at = half === 0 ? dayFirst : isoWithMilliseconds;
    const separator = half === 0 ? ';' : ',';
    for (const f of failureRows(car, walk, failed, random)) {
      if (f.at >= end) continue;
      const group = half === 0 && f.group === '133' ? '133.0' : f.group;
      const line = [
        car.knr,
        'MODELO A',
        COLORS[car.color]!,
        car.engine,
        f.station,
        f.user,
        f.checkpoint,
        f.text,
        group,
        at(f.at),
      ].join(separator);
      failures[half].row(line);
      if (faults.next() < 0.002) {
        failures[half].row(line);
        planted.failures[half]!.duplicates++;
      }
      // The second export begins with the last weeks of the first one, in its own dialect and with full seconds.
      if (half === 0 && index > options.cars * 0.48) {
        overlapping.push(
          [
            car.knr,
            'MODELO A',
            COLORS[car.color]!,
            car.engine,
            f.station,
            f.user,
            f.checkpoint,
            f.text,
            f.group,
            isoWithMilliseconds(Math.round(f.at / 1000) * 1000),
          ].join(','),
        );
      }
    }
    if (half === 1 && overlapping.length > 0) {
      for (const line of overlapping) failures[1].row(line);
      planted.failures[1]!.duplicates += overlapping.length;
      overlapping = [];
    }
    writeResults(
      results[half],
      half,
      car.knr,
      end,
      (row) => resultRows(car, walk, failed, random, row),
      faults,
      planted.results[half]!,
    );
    await Promise.all([...failures, ...results, status].map((sheet) => sheet.flush()));
  }

  // Rows that nobody can use, a known number of each.
  const rejectEach = 3;
  for (let i = 0; i < rejectEach; i++) {
    failures[0].row(`2024-17${i};MODELO A;K2K2;DHS;EST1;U1;ZP5;Porta Risco;1;20/5/2024 10:00:00`);
    failures[1].row(`2024-1700001,MODELO A,K2K2,DHS,EST1,U1,ZP5,Porta Risco,1,99/99/2024`);
    results[0].row(`KNR${i},042000,1,10,Nm,1,      25.1,2024-02-01 10:00:00.000`);
    results[1].row(`2024-1700001;042000;1;10;Nm;1;      25,1;amanhã`);
    status.row(`\tR750\t20/5/2024 10:00:00`);
    statusSheet.push(['2024/1700001', 'R750', excelSerial(start)]);
  }
  for (const halves of Object.values(planted)) for (const half of halves) half.rejected = rejectEach;

  await Promise.all([...failures, ...results, status].map((sheet) => sheet.close()));
  await writeExcel(
    [statusHeader.map((value) => ({ value })), ...statusSheet.map((row) => row.map((value) => ({ value })))],
    { sheet: 'status' },
  ).toFile(path('status/status_2.xlsx'));
  writeFileSync(path('truth.csv'), `${truth.join('\n')}\n`);

  const all = [...probabilities.before, ...probabilities.after];
  const result: Planted = {
    cars: options.cars,
    testedCars: all.length,
    failedCars,
    failureRate: failedCars / all.length,
    bestAuc: {
      all: expectedAuc(all),
      beforeChange: expectedAuc(probabilities.before),
      afterChange: expectedAuc(probabilities.after),
    },
    change: {
      month: options.changeMonth,
      at: isoWithMilliseconds(changeAt),
      supplierFailure: SUPPLIER_FAILURE,
      stationShift: STATION_SHIFT,
    },
    notYetTested,
    files: [
      { path: 'failures/falhas_1.csv', kind: 'failures', rows: failures[0].rows, ...planted.failures[0]! },
      { path: 'failures/falhas_2.csv', kind: 'failures', rows: failures[1].rows, ...planted.failures[1]! },
      { path: 'status/status_1.csv', kind: 'status', rows: status.rows, ...planted.status[0]! },
      { path: 'status/status_2.xlsx', kind: 'status', rows: statusSheet.length, ...planted.status[1]! },
      { path: 'results/resultados_1.csv', kind: 'results', rows: results[0].rows, ...planted.results[0]! },
      { path: 'results/resultados_2.csv', kind: 'results', rows: results[1].rows, ...planted.results[1]! },
    ],
  };
  writeFileSync(path('planted.json'), JSON.stringify(result, null, 2));
  return result;
}

function writeResults(
  sheet: SheetWriter,
  half: 0 | 1,
  knr: string,
  end: number,
  rows: (sink: (test: number, status: 10 | 13, value: number, at: number) => void) => void,
  faults: Random,
  planted: { duplicates: number },
): void {
  const separator = half === 0 ? ',' : ';';
  let minute = Number.NaN;
  let minuteText = '';
  rows((test, status, value, at) => {
    if (at >= end) return;
    const { name, group, unit, valueId } = TESTS[test]!;
    const started = Math.floor(at / 60_000);
    if (started !== minute) {
      minute = started;
      minuteText = isoWithMilliseconds(at).slice(0, 17);
    }
    const within = at - minute * 60_000;
    const seconds = Math.floor(within / 1000);
    const thousandths = within % 1000;
    const time = `${minuteText}${seconds < 10 ? '0' : ''}${seconds}.${String(thousandths).padStart(3, '0')}`;
    let text = Number.isNaN(value) ? '' : value.toFixed(2).padStart(10);
    if (half === 1) text = text.replace('.', ',');
    const line = `${knr}${separator}${name}${separator}${group}${separator}${status}${separator}${unit}${separator}${valueId}${separator}${text}${separator}${time}`;
    sheet.row(line);
    if (faults.next() < 0.0005) {
      sheet.row(line);
      planted.duplicates++;
    }
  });
}
