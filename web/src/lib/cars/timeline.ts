import type { Passport } from '$shared/contracts/passport.ts';

type Of<K extends keyof Passport> = Passport[K] extends readonly (infer T)[] ? T : never;

/** One thing that happened to a car; `at` on the plant's clock, without a zone. */
export type Entry = { at: string } & (
  | { kind: 'entry' }
  | { kind: 'passing'; passing: Of<'line'> }
  | { kind: 'failure'; failure: Of<'failures'> }
  | { kind: 'test'; test: Of<'testFailures'> }
  | { kind: 'prediction'; prediction: Of<'predictions'> }
  | { kind: 'end'; failed: boolean }
);

/** What happened at one moment is told in this order. */
const RANK: readonly Entry['kind'][] = ['entry', 'passing', 'failure', 'test', 'prediction', 'end'];

/**
 * An instant as the clock on the reader's wall shows it, in the form of the plant's times: a reader is taken to be in
 * the plant, whose zone no file tells.
 */
export function wallClock(instant: string): string {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 23);
}

/** All that happened to a car, in the order of time, by day (`YYYY-MM-DD`). */
export function daysOf(
  car: Pick<
    Passport,
    'line' | 'failures' | 'testFailures' | 'predictions' | 'roadTestAt' | 'roadTestEndedAt' | 'roadTestFailed'
  >,
): { day: string; entries: Entry[] }[] {
  const entries: Entry[] = [
    ...car.line.map((passing) => ({ at: passing.passedAt, kind: 'passing' as const, passing })),
    ...car.failures.map((failure) => ({ at: failure.foundAt, kind: 'failure' as const, failure })),
    ...car.testFailures.map((test) => ({ at: test.testedAt, kind: 'test' as const, test })),
    ...car.predictions.map((prediction) => ({
      at: wallClock(prediction.madeAt),
      kind: 'prediction' as const,
      prediction,
    })),
  ];
  if (car.roadTestAt !== null) entries.push({ at: car.roadTestAt, kind: 'entry' });
  if (car.roadTestEndedAt !== null && car.roadTestFailed !== null)
    entries.push({ at: car.roadTestEndedAt, kind: 'end', failed: car.roadTestFailed });
  const placed = entries.map((entry, place) => ({ entry, place, at: Date.parse(`${entry.at}Z`) }));
  placed.sort(
    (a, b) => a.at - b.at || RANK.indexOf(a.entry.kind) - RANK.indexOf(b.entry.kind) || a.place - b.place,
  );
  const days: { day: string; entries: Entry[] }[] = [];
  for (const { entry } of placed) {
    const day = entry.at.slice(0, 10);
    if (days.at(-1)?.day === day) days.at(-1)!.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
