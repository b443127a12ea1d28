import { scaleLinear, type ScaleTime } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { Interval } from '../../shared/metrics/intervals.ts';

/** A figure in the middle of a month. */
export interface Point {
  at: Date;
  value: number | null;
  interval: Interval | null;
}
export interface Curve {
  name: string;
  style: string;
  points: readonly Point[];
  /** Whether the interval is shown. */
  shown: 'band' | 'none';
}
export interface Frame {
  left: number;
  right: number;
  top: number;
  height: number;
}

type Known = Point & { value: number };
type Sure = Known & { interval: Interval };
const isKnown = (point: Point): point is Known => point.value !== null;
const isSure = (point: Point): point is Sure => isKnown(point) && point.interval !== null;
const round = (value: number) => Math.round(value * 10) / 10;

/** One picture above the common axis of time: a title, a grid with shares of one, its curves with their names at the right. */
export function panel(
  title: string,
  { left, right, top, height }: Frame,
  x: ScaleTime<number, number>,
  curves: readonly Curve[],
): string {
  const ends = curves.flatMap(({ points, shown }) =>
    points.flatMap((point) => [
      ...(isKnown(point) ? [point.value] : []),
      ...(shown !== 'none' && isSure(point) ? [point.interval.low, point.interval.high] : []),
    ]),
  );
  const y = scaleLinear([Math.min(...ends), Math.max(...ends)], [top + height, top]).nice(5);
  const ticks = y.ticks(5).map((tick) => {
    const at = round(y(tick));
    return `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text class="soft end" x="${left - 8}" y="${at + 4}">${y.tickFormat(5)(tick)}</text>`;
  });
  const names = spread(curves.map((curve) => y(curve.points.findLast(isKnown)?.value ?? 0)));
  const drawn = curves.map((curve, i) => {
    const last = round(names[i]!);
    const name = `<text x="${right + 12}" y="${last + 4}" class="fill-${curve.style === 'best' ? 'told' : curve.style}" style="fill: var(--${curve.style === 'best' ? 'soft' : curve.style})">${curve.name}</text>`;
    return `${uncertain(curve, x, y)}${lineOf(curve, x, y)}${name}`;
  });
  return `<text class="title" x="${left}" y="${top - 14}">${title}</text>${ticks.join('')}${drawn.join('')}`;
}

function lineOf(
  { points, style }: Curve,
  x: ScaleTime<number, number>,
  y: (value: number) => number,
): string {
  const known = points.filter(isKnown);
  const path = line<Known>(
    (point) => round(x(point.at)),
    (point) => round(y(point.value)),
  )(known);
  const dots =
    style === 'best'
      ? ''
      : known
          .map(
            ({ at, value }) =>
              `<circle class="fill-${style}" cx="${round(x(at))}" cy="${round(y(value))}" r="3"/>`,
          )
          .join('');
  return `<path class="line ${style}" d="${path ?? ''}"/>${dots}`;
}

function uncertain(
  { points, style, shown }: Curve,
  x: ScaleTime<number, number>,
  y: (value: number) => number,
): string {
  const sure = points.filter(isSure);
  if (shown === 'none') return '';
  const band = area<Sure>(
    (point) => round(x(point.at)),
    (point) => round(y(point.interval.low)),
    (point) => round(y(point.interval.high)),
  )(sure);
  return `<path class="band fill-${style}" d="${band ?? ''}"/>`;
}

/** Names of curves that end near each other are moved apart. */
function spread(places: readonly number[], least = 17): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  for (let pass = 0; pass < 30; pass++)
    for (let i = 1; i < order.length; i++) {
      const [above, below] = [order[i - 1]!, order[i]!];
      const short = least - (moved[below]! - moved[above]!);
      if (short <= 0) continue;
      moved[above]! -= short / 2;
      moved[below]! += short / 2;
    }
  return moved;
}
