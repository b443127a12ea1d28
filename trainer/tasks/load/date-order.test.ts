import { expect, it } from 'vitest';
import { type DateEvidence, decideDateOrder, noEvidence } from './date-order.ts';

const day = { value: '20/5/2024', line: 7 };
const month = { value: '5/20/2024', line: 9 };
const either = { value: '3/4/2024', line: 2 };
const evidence = (some: Partial<DateEvidence>) => ({ ...noEvidence, ...some });

it('needs no order where no date has slashes', () => {
  expect(decideDateOrder(noEvidence, null, 'month_first')).toEqual({ order: 'day_first', reading: null });
});

it('takes what the file shows, whatever was answered or set', () => {
  expect(decideDateOrder(evidence({ day_first: day, either }), 'month_first', 'month_first')).toEqual({
    order: 'day_first',
    reading: { order: 'day_first', reason: 'shown_by_file', example: '20/5/2024', line: 7 },
  });
  expect(decideDateOrder(evidence({ month_first: month, either }), null, 'day_first')).toMatchObject({
    order: 'month_first',
  });
});

it('asks where the file shows nothing, unless it was answered or set', () => {
  expect(decideDateOrder(evidence({ either }), null, null)).toEqual({
    question: { about: 'date_order', example: '3/4/2024', line: 2, why: 'never_shown' },
  });
  expect(decideDateOrder(evidence({ either }), null, 'month_first')).toEqual({
    order: 'month_first',
    reading: { order: 'month_first', reason: 'plant_setting' },
  });
  expect(decideDateOrder(evidence({ either }), 'day_first', 'month_first')).toEqual({
    order: 'day_first',
    reading: { order: 'day_first', reason: 'answered' },
  });
});

it('asks about a file that contradicts itself, even where the plant has a setting', () => {
  const both = evidence({ day_first: day, month_first: month });
  expect(decideDateOrder(both, null, 'day_first')).toMatchObject({ question: { why: 'contradictory' } });
  expect(decideDateOrder(both, 'day_first', null)).toMatchObject({ order: 'day_first' });
});
