import { assign, binsOf, countBins, type Bins, type Values } from './bins.ts';
import { distanceOf, rareTail } from './distance.ts';
import { fTail } from './tails.ts';

/**
 * What a feature does when nothing changes, in windows of one size.
 *
 * Cars of a plant are not drawn at random: a shift builds one weekday, a station stays as it is for a week. So a window of
 * the reference itself differs from the whole reference by more than chance says, and a test that does not know this cries
 * wolf. How much more, is measured: on the reference's own windows of that size, the chi-square has a mean and a variance,
 * and a new window is judged by the scaled chi-square with these two moments (Satterthwaite, 1946; as Rao and Scott do for
 * samples in clusters, 1981). The scale is known from as many different states as there are weeks, so the tail is that of
 * an F with weeks - 1 degrees below (as for clusters: Korn and Graubard, 1990).
 */
export interface Profile {
  feature: string;
  bins: Bins;
  /** Cars of the reference by bin. */
  counts: Float64Array;
  /** Cars in a window. */
  size: number;
  /**
   * The chi-square of a window where nothing changed is about `scale` times one with `df` degrees of freedom; 0: it says
   * nothing.
   */
  scale: number;
  df: number;
  /** Degrees of freedom with which `scale` is known: weeks of the reference but one. */
  known: number;
  /** How many times more a window's shares vary than those of cars drawn at random; at least 1. */
  inflation: number;
}

/** A window may hold at most this share of the reference's cars: its own windows say what is usual. */
export const LARGEST_SHARE = 1 / 3;
/** Of a window's length, from one window of the reference to the next. */
const STRIDE = 0.5;

/**
 * `reference`: cars in the order in which they were built, over `weeks` weeks of production. Throws when they are fewer
 * than three windows.
 */
export function profileOf(reference: Values, size: number, weeks: number): Profile {
  const cars = reference.values.length;
  if (size < 1 || size > cars * LARGEST_SHARE) {
    throw new RangeError(`a window of ${size} cars needs a reference of ${Math.ceil(size / LARGEST_SHARE)}`);
  }
  const bins = binsOf(reference);
  const binned = assign(bins, reference);
  const counts = countBins(binned, bins.count);
  // A window of the reference is part of it, and so nearer to it than a new one can be.
  const nearer = (1 + size / cars) / (1 - size / cars);
  let [df, counting] = [0, 0];
  const statistics: number[] = [];
  const stride = size * STRIDE;
  for (let begin = 0; Math.round(begin) + size <= cars; begin += stride) {
    const from = Math.round(begin);
    const distance = distanceOf(countBins(binned, bins.count, from, from + size), counts);
    [df, counting] = [distance.df, distance.bins];
    statistics.push(distance.statistic * nearer);
  }
  const known = Math.max(1, weeks - 1);
  const moments = matched(statistics, df);
  // One bin that counts beside rare ones has less than one degree of freedom, and no chi-square has its distribution: what
  // it lacks is in the rare bins, and they have a test of their own. How much it varies is known all the same.
  return {
    feature: reference.name,
    bins,
    counts,
    size,
    known,
    ...moments,
    ...(counting < 2 ? { df: 0 } : {}),
  };
}

function matched(statistics: readonly number[], df: number): Pick<Profile, 'scale' | 'df' | 'inflation'> {
  if (df <= 0) return { scale: 1, df: 0, inflation: 1 };
  const mean = statistics.reduce((a, b) => a + b, 0) / statistics.length;
  const variance = statistics.reduce((sum, x) => sum + (x - mean) ** 2, 0) / statistics.length;
  // Not below what chance alone makes.
  const level = Math.max(df, mean);
  const degrees = Math.min(df, Math.max(1, (2 * level * level) / Math.max(variance, 1e-9)));
  return { scale: level / degrees, df: degrees, inflation: level / df };
}

export interface Finding {
  feature: string;
  /** Probability of a window at least as far from the reference when nothing changed. */
  pValue: number;
  /** Cars of the window by bin of the profile. */
  counts: Float64Array;
}

/** How far a window of a feature's values is from what its profile knows. */
export function testWindow(profile: Profile, window: Values): Finding {
  const cars = window.values.length;
  if (cars !== profile.size) throw new RangeError(`${cars} cars, the profile is of ${profile.size}`);
  const counts = countBins(assign(profile.bins, window), profile.bins.count);
  const distance = distanceOf(counts, profile.counts);
  const common =
    profile.df > 0 ? fTail(distance.statistic / profile.scale / profile.df, profile.df, profile.known) : 1;
  const rare = rareTail(distance, cars, profile.inflation);
  return { feature: profile.feature, pValue: Math.min(1, 2 * Math.min(common, rare)), counts };
}
