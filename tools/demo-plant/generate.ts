/**
 * The demo plant: the three files of a made-up plant in the real one's shape, for any number of cars and months.
 *
 * How failures come about. Each car has latent quality in four areas (paint, electrics, tightening, fluids), made of
 * slow drift, the week's station state, the shift, engine and colour and the car itself (`quality.ts`). From it come
 * what the files show before the road test: failures per checkpoint, not-ok tests, the mean torque deviation, points
 * passed again, waiting (`car.ts`, `line-walk.ts`). The probability of failing the road test is logistic in a score of
 * those observables alone, with thresholds and one interaction (`risk.ts`), scaled so that cars fail at 6.5% and
 * ranking by the true probability has an expected ROC AUC of 0.828 (`truth.ts`). What no model can know is only the
 * draw of the label.
 *
 * The change. From the first day of `changeMonth` on, a new supplier's part brings failures of group 140 with new
 * texts, a tightening station is out of adjustment (mean torque moves up), loose joints and electrical faults stop
 * telling anything and too much torque and the supplier's part begin to.
 *
 * The leak. Rows at ROD, AGUA and ZP8 and results stamped after the road-test entry depend on the label itself.
 *
 * Two walks over the cars: the first keeps a few numbers a car (`plan.ts`), the second makes each car again from its
 * own random stream and writes its rows (`write-*.ts`), so memory does not grow with the rows.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settle, type DemoPlantOptions } from './options.ts';
import { makePlan, type Plan } from './plan.ts';
import type { Planted } from './planted.ts';
import { auc, expectedAuc } from './truth.ts';
import { writeFailures } from './write-failures.ts';
import { strayKnrs, writeResults } from './write-results.ts';
import { writeStatus } from './write-status.ts';

const plantTime = (time: number) => new Date(time).toISOString().slice(0, -1);

/** Writes the plant into `options.out` and tells what was planted. The same options give the same bytes. */
export async function generateDemoPlant(options: DemoPlantOptions): Promise<Planted> {
  const settings = settle(options);
  mkdirSync(settings.out, { recursive: true });
  const plan = makePlan(settings);
  const files = [
    ...writeFailures(settings, plan),
    ...(await writeStatus(settings, plan)),
    ...writeResults(settings, plan),
  ];
  const planted: Planted = {
    ...summary(plan),
    change:
      settings.changeMonth > 0
        ? {
            month: settings.changeMonth,
            at: plantTime(plan.calendar.month(settings.changeMonth)),
            what: [
              'new supplier of the fuel pump: failures of group 140 with new texts raise the risk',
              'tightening station out of adjustment: mean torque up by 1.2 car-to-car spreads, high torque is the risk',
              'electrical faults and low torque hardly raise the risk any more',
            ],
          }
        : null,
    exportedAt: plantTime(plan.exportedAt),
    strays: {
      statusOnly: strayKnrs(plan, 'status', settings.faults.strayCars),
      resultsOnly: strayKnrs(plan, 'results', settings.faults.strayCars),
    },
    files,
    truth: 'truth.csv',
  };
  writeTruth(settings.out, plan);
  writeFileSync(join(settings.out, 'planted.json'), `${JSON.stringify(planted, null, 2)}\n`);
  return planted;
}

function summary(plan: Plan) {
  const numbers = Array.from({ length: plan.cars }, (_, i) => i);
  const tested = numbers.filter((i) => plan.tested[i] === 1);
  const p = (of: number[]) => Float64Array.from(of, (i) => plan.probability[i] as number);
  const best = (side: number) => {
    const of = tested.filter((i) => plan.changed[i] === side);
    return of.length > 1 ? expectedAuc(p(of)) : null;
  };
  const labels = Uint8Array.from(tested, (i) => plan.failed[i] as number);
  const failures = labels.reduce((sum, v) => sum + v, 0);
  return {
    cars: plan.cars,
    tested: tested.length,
    failures,
    failureRate: failures / tested.length,
    bestAuc: {
      all: expectedAuc(p(tested)),
      beforeChange: best(0),
      afterChange: best(1),
      drawn: auc(p(tested), labels),
    },
    notTested: numbers.filter((i) => plan.tested[i] === 0).map((i) => plan.maker.make(i).knr),
  };
}

function writeTruth(out: string, plan: Plan): void {
  const lines = ['knr,probability,label,changed'];
  for (let i = 0; i < plan.cars; i++) {
    const label = plan.tested[i] ? plan.failed[i] : '';
    lines.push(
      `${plan.maker.make(i).knr},${(plan.probability[i] as number).toFixed(6)},${label},${plan.changed[i]}`,
    );
  }
  writeFileSync(join(out, 'truth.csv'), `${lines.join('\n')}\n`);
}
