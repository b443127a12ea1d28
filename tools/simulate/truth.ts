import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a car is, whatever the plant finds: the generator's probability, and whether it fails. */
export interface Truth {
  probability: number;
  failed: boolean;
}

/** The cars that were tested, by their number (`truth.csv`). */
export function readTruth(folder: string): Map<string, Truth> {
  const lines = readFileSync(join(folder, 'truth.csv'), 'utf8').trimEnd().split('\n').slice(1);
  const truth = new Map<string, Truth>();
  for (const line of lines) {
    const [knr = '', probability, label] = line.split(',');
    if (label !== '') truth.set(knr, { probability: Number(probability), failed: label === '1' });
  }
  return truth;
}
