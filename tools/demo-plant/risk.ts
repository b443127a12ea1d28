import type { Car } from './car.ts';

const ENGINE_RISK: Record<string, number> = { DHS: 0, CWL: 0.25, CWS: 0.1, DRP: 0.6, DSN: -0.2, '': 0.1 };
const over = (value: number, limit: number) => Math.max(0, value - limit);

/**
 * Risk of failing the road test, before calibration, from what the files show before it: failures at the last
 * checkpoints, loops, waiting, engine, electrical tests and torque. Before the change loose joints (low torque) and
 * electrical faults count; after it too much torque and the new supplier's part do, and electrical faults hardly.
 */
export function riskScore(car: Car): number {
  const zp61 = car.failures[2] as number;
  const zp7 = car.failures[7] as number;
  const electrical = car.notOk.electrical;
  const lasting =
    0.6 * Math.min(zp7, 6) +
    0.3 * Math.min(zp61, 5) +
    1.1 * Math.min(car.loops, 2) +
    0.3 * car.walk.wait +
    (ENGINE_RISK[car.engine] ?? 0);
  if (car.changed)
    return lasting + 0.1 * over(electrical, 2) + 0.8 * over(car.torque, 1) + 0.6 * Math.min(car.supplier, 3);
  return (
    lasting +
    0.16 * over(electrical, 2) +
    (electrical >= 7 ? 0.45 : 0) +
    (car.engine === 'DRP' && electrical >= 4 ? 0.5 : 0) +
    0.75 * over(-car.torque, 0.2)
  );
}
