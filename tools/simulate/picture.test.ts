import { describe, expect, it } from 'vitest';
import type { MonthFigures, Side } from './figures.ts';
import type { Happening } from './happenings.ts';
import { put } from './page.ts';
import { drawYear } from './picture.ts';
import { happeningRows } from './report.ts';

const sideOf = (value: number): Side => {
  const estimate = { value, interval: { low: value - 0.05, high: value + 0.05 } };
  return { rocAuc: estimate, prAuc: estimate, recall: estimate };
};
const monthOf = (month: string, retrained: number): MonthFigures => ({
  month,
  cars: 100,
  failures: 7,
  retrained: sideOf(retrained),
  first: sideOf(0.7),
  newest: sideOf(0.76),
  difference: sideOf(retrained - 0.7),
  gain: sideOf(0.06),
  best: 0.83,
});
const happenings: Happening[] = [
  { day: '2024-04-20', kind: 'alarm', text: 'value_mean_nm' },
  { day: '2024-04-20', kind: 'alarm', text: 'failures_total' },
  { day: '2024-05-04', kind: 'candidate', text: 'model 2: no_difference' },
  { day: '2024-05-20', kind: 'deployed', text: 'model 3: better' },
  { day: '2024-05-21', kind: 'accepted', text: 'status-2024-05-21.csv' },
  { day: '2024-05-22', kind: 'accepted', text: 'status-2024-05-22.csv' },
];
const picture = {
  months: [monthOf('2024-04', 0.7), monthOf('2024-05', 0.75)],
  told: [],
  happenings,
  days: ['2024-04-01', '2024-05-31'],
};

describe('the picture', () => {
  it('has a mark for each happening, and the change where there is one', () => {
    const drawn = drawYear({ ...picture, change: '2024-04-15' });
    for (const { day, text } of happenings.slice(0, 4))
      expect(drawn).toContain(`<title>${day}: ${text}</title>`);
    expect(drawn).toContain('the plant changes');
    expect(drawYear({ ...picture, change: null })).not.toContain('the plant changes');
    expect(drawn).not.toContain('NaN');
  });
});

describe('the page', () => {
  it('has the alarms of a day and the accepted datasets of a month in one line, in the order of days', () => {
    expect(happeningRows(happenings).rows).toEqual([
      ['2024-04-20', 'alarms: value_mean_nm, failures_total'],
      ['2024-05', 'accepted: 2 datasets that needed a look'],
      ['2024-05-04', 'candidate: model 2: no_difference'],
      ['2024-05-20', 'deployed: model 3: better'],
    ]);
  });

  it('keeps what people wrote around the tables of a run', () => {
    const page = put(put('# Year\n\nWords.\n', 'ranking', 'eleven'), 'told', 'twelve');
    const again = put(page, 'ranking', 'thirteen');
    expect(again).toContain('Words.');
    expect(again).toContain('twelve');
    expect(again).toContain('thirteen');
    expect(again).not.toContain('eleven');
    expect(put(again, 'ranking', 'thirteen')).toBe(again);
  });
});
