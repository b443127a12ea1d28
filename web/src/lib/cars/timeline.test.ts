import { expect, it } from 'vitest';
import type { Passport } from '$shared/contracts/passport.ts';
import { daysOf, wallClock } from './timeline.ts';

const car: Parameters<typeof daysOf>[0] = {
  line: [
    { code: 'M700', checkpoint: 'ZP7', passedAt: '2024-05-20T09:00:00', minutes: null },
    { code: 'M710', checkpoint: 'ROD', passedAt: '2024-05-21T10:00:00', minutes: 1500 },
    { code: 'M720', checkpoint: 'AGUA', passedAt: '2024-05-21T10:30:00', minutes: 30 },
  ],
  failures: [
    {
      checkpoint: 'ZP7',
      station: null,
      failure: 'Porta. Riscada',
      failureGroup: '133',
      foundAt: '2024-05-20T09:00:00.500',
      fromEntryOn: false,
    },
    {
      checkpoint: 'ROD',
      station: null,
      failure: 'Motor. Ruído',
      failureGroup: '5',
      foundAt: '2024-05-21T10:30:00',
      fromEntryOn: true,
    },
  ],
  testFailures: [{ testGroup: 2, name: '042000', unit: 'Nm', value: 1, testedAt: '2024-05-20T09:00:00' }],
  predictions: [],
  roadTestAt: '2024-05-21T10:00:00',
  roadTestEndedAt: '2024-05-21T10:30:00',
  roadTestFailed: true,
};
const told = (of: typeof car) => daysOf(of).map(({ day, entries }) => [day, entries.map((e) => e.kind)]);

it('tells a day after the other, and at one moment the passing before what was found', () => {
  expect(told(car)).toEqual([
    ['2024-05-20', ['passing', 'test', 'failure']],
    ['2024-05-21', ['entry', 'passing', 'passing', 'failure', 'end']],
  ]);
});

it('puts a prediction where the clock on the wall stood', () => {
  const madeAt = new Date(2024, 4, 21, 9, 59).toISOString();
  expect(wallClock(madeAt)).toBe('2024-05-21T09:59:00.000');
  const predictions = [{ madeAt }] as Passport['predictions'];
  expect(told({ ...car, predictions })[1]).toEqual([
    '2024-05-21',
    ['prediction', 'entry', 'passing', 'passing', 'failure', 'end'],
  ]);
});

it('says nothing of a road test that has not begun, or is not over', () => {
  expect(told({ ...car, roadTestEndedAt: null, roadTestFailed: null })[1]![1]).not.toContain('end');
  expect(told({ ...car, roadTestAt: null, roadTestEndedAt: null })[1]![1]).not.toContain('entry');
  expect(
    daysOf({ ...car, line: [], failures: [], testFailures: [], roadTestAt: null, roadTestEndedAt: null }),
  ).toEqual([]);
});
