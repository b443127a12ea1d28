import { scaleUtc, type ScaleTime } from 'd3-scale';
import type { MonthFigures, Side } from './figures.ts';
import type { Happening } from './happenings.ts';
import { type Curve, type Frame, panel, type Point } from './panel.ts';
import { STYLE } from './picture-style.ts';
import type { Told } from './told.ts';

const WIDTH = 980;
const HEIGHT = 720;
const [LEFT, RIGHT] = [64, 740];
const RANKING: Frame = { left: LEFT, right: RIGHT, top: 60, height: 250 };
const CATCHING: Frame = { left: LEFT, right: RIGHT, top: 370, height: 220 };
const BOTTOM = CATCHING.top + CATCHING.height;

export interface Picture {
  months: readonly MonthFigures[];
  told: readonly Told[];
  happenings: readonly Happening[];
  days: readonly string[];
  /** The day of the planted change; null: none within the picture. */
  change: string | null;
}

const dateOf = (day: string) => new Date(`${day}T00:00:00Z`);
const middleOf = (month: string) => dateOf(`${month}-15`);

/** The year as an SVG: how the models ranked, what was caught, and what happened meanwhile. */
export function drawYear({ months, told, happenings, days, change }: Picture): string {
  const x = scaleUtc([dateOf(days[0]!), dateOf(days.at(-1)!)], [LEFT, RIGHT]);
  const side = (which: 'retrained' | 'first' | 'newest', metric: keyof Side): Point[] =>
    months.map((month) => ({ at: middleOf(month.month), ...month[which][metric] }));
  const arms = (metric: keyof Side): Curve[] => [
    { name: 'retraining, every model', style: 'newest', points: side('newest', metric), shown: 'band' },
    { name: 'retraining, by verdict', style: 'retrained', points: side('retrained', metric), shown: 'none' },
    { name: 'without retraining', style: 'first', points: side('first', metric), shown: 'band' },
  ];
  const best = months.map(({ month, best: value }) => ({ at: middleOf(month), value, interval: null }));
  const byLabels = told.map(({ month, byLabels: share }) => ({
    at: middleOf(month),
    value: share?.value ?? null,
    interval: null,
  }));
  // Lines across everything first, so that they lie below what they cross.
  const body = [
    timeAxis(x),
    marks(x, happenings),
    change === null ? '' : changeLine(x(dateOf(change))),
    panel('ROC AUC by the truth, by month', RANKING, x, [
      { name: 'best possible', style: 'best', points: best, shown: 'none' },
      ...arms('rocAuc'),
    ]),
    panel('Share of the failing cars that a fifth of the cars, tested long, holds', CATCHING, x, [
      ...arms('recall'),
      { name: 'by labels, at its threshold', style: 'told', points: byLabels, shown: 'none' },
    ]),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="A simulated year: performance by month with and without retraining">
<style>${STYLE}
</style>
<rect class="frame" width="${WIDTH}" height="${HEIGHT}"/>
${body.join('\n')}
</svg>
`;
}

function timeAxis(x: ScaleTime<number, number>): string {
  const to = x.domain()[1]!;
  return x
    .ticks(12)
    .filter((tick) => tick.getUTCDate() === 1)
    .map((tick) => {
      const at = Math.round(x(tick));
      const name = tick.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
      const middle = Math.round(x(new Date(Math.min(to.getTime(), tick.getTime() + 15 * 86_400_000))));
      const lines = [RANKING, CATCHING].map(
        ({ top, height }) => `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${top + height}"/>`,
      );
      return `${lines.join('')}<text class="soft middle" x="${middle}" y="${BOTTOM + 20}">${name}</text>`;
    })
    .join('');
}

/** A lane each for deployments, candidates that were not put in use, and alarms. */
function marks(x: ScaleTime<number, number>, happenings: readonly Happening[]): string {
  const lane = (number: number) => BOTTOM + 48 + number * 26;
  const of = (kind: Happening['kind']) => happenings.filter((each) => each.kind === kind);
  const at = ({ day }: Happening) => Math.round(x(dateOf(day)));
  const titled = (shape: string, each: Happening) =>
    `<g><title>${each.day}: ${each.text}</title>${shape}</g>`;
  const name = (text: string, number: number) =>
    `<text x="${RIGHT + 12}" y="${lane(number) + 4}">${text}</text>`;
  const lanes = [0, 1, 2].map(
    (number) => `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${lane(number)}" y2="${lane(number)}"/>`,
  );
  const deployed = of('deployed').map((each) =>
    titled(
      `<line class="deployed" x1="${at(each)}" x2="${at(each)}" y1="${RANKING.top}" y2="${lane(0)}"/><path class="fill-retrained" d="M${at(each) - 7} ${lane(0) + 6}h14l-7 -13z"/>`,
      each,
    ),
  );
  const candidates = of('candidate').map((each) =>
    titled(`<circle class="hollow" cx="${at(each)}" cy="${lane(1)}" r="5"/>`, each),
  );
  const alarms = of('alarm').map((each) =>
    titled(
      `<line class="alarm" x1="${at(each)}" x2="${at(each)}" y1="${lane(2) - 7}" y2="${lane(2) + 7}"/>`,
      each,
    ),
  );
  return [
    ...lanes,
    ...deployed,
    ...candidates,
    ...alarms,
    name('put in use: better', 0),
    name('candidates not put in use', 1),
    name('alarms', 2),
  ].join('');
}

function changeLine(at: number): string {
  const place = Math.round(at);
  return `<line class="change" x1="${place}" x2="${place}" y1="${RANKING.top - 6}" y2="${BOTTOM + 100}"/><text class="fill-change" style="fill: var(--change)" x="${place + 6}" y="${RANKING.top + 8}">the plant changes</text>`;
}
