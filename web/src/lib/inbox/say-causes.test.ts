import { expect, test } from 'vitest';
import { alarmsOf, sayAskers, sayDrift, sayNews } from './say-causes.ts';

const news = { modelId: 7, cars: 412, failures: 38, alarms: [] };
const alarm = { id: 3, feature: 'value_mean_nm', checkpoint: 'ZP61', since: '2026-05-03T12:00:00Z' };
const cause = {
  cause: 'alarm' as const,
  at: '2026-05-04T12:00:00Z',
  alarmId: 3,
  feature: alarm.feature,
  checkpoint: 'ZP61',
  since: alarm.since,
};

test('new cars and failures since the model in use, then where the plant drifts', () => {
  expect(sayNews(news)).toBe('412 new cars, 38 new failures since model 7');
  expect(sayDrift(alarm)).toMatch(/^drift at ZP61 since May 3, 2026: \S/);
});

test('one car and one failure are not said as many', () => {
  expect(sayNews({ ...news, cars: 1, failures: 1 })).toBe('1 new car, 1 new failure since model 7');
});

test('an alarm that asked and is still open is told once, and one that was closed since is told too', () => {
  expect(alarmsOf({ causes: [cause], news: { ...news, alarms: [alarm] } })).toEqual([alarm]);
  expect(alarmsOf({ causes: [cause], news })).toEqual([alarm]);
});

test('what is not known is said', () => {
  expect(sayNews({ ...news, cars: null, failures: null })).toContain('nobody knows');
  expect(sayNews({ ...news, modelId: null })).toContain('no model was in use');
  expect(sayNews(null)).toBe('');
});

test('every cause is named once, a person by the address', () => {
  const causes = (['labels', 'schedule', 'labels', 'button'] as const).map((each) => ({
    cause: each,
    at: '',
  }));
  expect(sayAskers({ cause: 'labels', causes, person: 'ana@plant' })).toBe(
    'Started by itself: new results arrived · Started by the schedule · Started by a person (ana@plant)',
  );
});
