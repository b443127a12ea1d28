import { expect, test } from 'vitest';
import type { Policy } from '$shared/contracts/retrain.ts';
import { fromFields, toFields, weekdays } from './fields.ts';

const policy: Policy = {
  min_new_labels: 300,
  on_alarm: true,
  schedule: 'day',
  schedule_weekday: 3,
  schedule_hour: 5,
  time_zone: 'America/Sao_Paulo',
  by_button: true,
  by_http: false,
  debounce_seconds: 60,
};

test('a policy comes back as it was', () => {
  expect(fromFields(toFields(policy))).toEqual(policy);
  const off = { ...policy, min_new_labels: null, schedule: null };
  expect(fromFields(toFields(off))).toEqual(off);
});

test('what is switched off is off whatever its number', () => {
  expect(fromFields({ ...toFields(policy), labels: false, scheduled: false })).toMatchObject({
    min_new_labels: null,
    schedule: null,
  });
});

test('the week begins on Monday, in either language', () => {
  expect(weekdays('en')[0]).toBe('Monday');
  expect(weekdays('pt-BR')[6]).toBe('domingo');
});
