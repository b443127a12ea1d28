import { join } from 'node:path';
import { z } from 'zod';
import type { BenchPlant } from '../bench/load-plant.ts';
import type { OwnStack } from '../bench/own-stack.ts';
import { BEFORE, cutIntoDays } from './days.ts';
import {
  answerInbox,
  createFirstModel,
  deploy,
  keepScoring,
  type PlantPolicy,
  setPlant,
  setRetraining,
} from './engineer.ts';
import { loadDay } from './exports.ts';
import { askAtGate } from './gate.ts';
import { type Happening, Watch } from './happenings.ts';
import { isFound, testByLot } from './labels.ts';
import { night } from './night.ts';
import { rest, signIn } from './people.ts';
import type { Truth } from './truth.ts';

export interface YearSettings extends PlantPolicy {
  seed: number;
  /** First day that is simulated; what is before it is loaded at once. */
  from: string;
  /** The first day after the year: what the last cars leave is not simulated. */
  until: string;
  /** Days that are simulated at most. */
  days: number;
  /** Share of the failures that a long test finds which a short one finds too. */
  shortFinds: number;
}

export interface Year {
  firstModel: number;
  /** The day on which each car was asked about. */
  askedOn: Map<string, string>;
  happenings: Happening[];
  days: string[];
}

/** Lets a year go by on an empty stack: history, a first model, and then day by day. */
export async function simulateYear(
  stack: OwnStack,
  plant: BenchPlant,
  truth: ReadonlyMap<string, Truth>,
  settings: YearSettings,
  run: { say: (step: string) => void; signal: AbortSignal },
): Promise<Year> {
  const { seed, shortFinds } = settings;
  const { say, signal } = run;
  say('cutting the year into days');
  const folder = join(stack.folder, 'days');
  const cut = await cutIntoDays(plant, folder, settings);
  const days = cut.days.filter((day) => day < settings.until).slice(0, settings.days);
  const people = await signIn();
  await setPlant(people, settings);
  const tests = new Map<string, 'long' | 'short'>();
  const found = (knr: string) =>
    truth.get(knr)?.failed !== true ||
    isFound(seed, knr, tests.get(knr) ?? testByLot(seed, knr, settings.longShare), shortFinds);

  say('loading the history');
  const watch = new Watch(people);
  const happenings: Happening[] = [];
  const loaded = async (day: string) => {
    const { accepted } = await loadDay(people, folder, day, found, signal);
    const on = day === BEFORE ? settings.from : day;
    happenings.push(...accepted.map((text): Happening => ({ day: on, kind: 'accepted', text })));
  };
  await loaded(BEFORE);
  await night(stack.sql, signal);
  say('creating the first model');
  await createFirstModel(people);
  await night(stack.sql, signal);
  const failed = (await watch.news(settings.from)).find(({ kind }) => kind === 'run_failed');
  if (failed) throw new Error(`The first model was not made: ${failed.text}`);
  const [first] = await rest(
    people.engineer.from('models').select('id').order('id').limit(1),
    z.array(z.object({ id: z.coerce.number() })),
  );
  if (!first) throw new Error('The first model was not made.');
  await deploy(people, first.id, null, 'The first model: better than no model');
  await setRetraining(people, settings);

  const askedOn = new Map<string, string>();
  let alone = true;
  for (const [number, day] of days.entries()) {
    const began = performance.now();
    await loaded(day);
    const lap = performance.now();
    const asked = cut.entering.get(day) ?? [];
    for (const [knr, test] of await askAtGate(people, asked)) {
      tests.set(knr, test);
      askedOn.set(knr, day);
    }
    await night(stack.sql, signal);
    stack.requireSameTrainer();
    const news = await watch.news(day);
    const decisions = await answerInbox(people);
    if (alone && decisions.some(({ answer }) => answer === 'deployed')) {
      await keepScoring(people, first.id);
      alone = false;
    }
    for (const { answer, modelId, word, cars, causes } of decisions) {
      const text = `model ${modelId} (${causes.join(', ')}): ${word} on ${cars ?? 0} cars, ${answer}`;
      news.push({ day, kind: answer === 'deployed' ? 'deployed' : 'candidate', text });
    }
    happenings.push(...news);
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s, loading ${((lap - began) / 1000).toFixed(1)} s`;
    say(`${day} (${number + 1} of ${days.length}): ${asked.length} cars asked, ${took}`);
    for (const { kind, text } of news) say(`  ${kind}: ${text}`);
  }
  return { firstModel: first.id, askedOn, happenings, days };
}
