import { Random } from './random.ts';

export const MACHINES = 1;
export const TIGHTENING = 2;
export const ELECTRICAL = 718;
export type TestGroup = typeof MACHINES | typeof TIGHTENING | typeof ELECTRICAL;

/** One result that every car gets: a test, what is measured, and how it lies when all is well. */
export interface Slot {
  name: string;
  group: TestGroup;
  unit: string;
  valueId: string;
  /** Usual value and spread, in units of the last decimal. */
  usual: number;
  spread: number;
  decimals: number;
}

const MACHINE_UNITS = ['%', 'mm', 'min', 'kg', '°', 'Clicks', ''];
const USUAL: Record<string, number> = {
  '%': 62,
  mm: 14,
  min: 3,
  kg: 38,
  '°': 4,
  Clicks: 6,
  '': 1,
  V: 12.6,
  Nm: 40,
  Grad: 75,
  Deg: 30,
};

/**
 * The same 844 slots in every plant (250 test names): 100 of machines, 424 of tightening (torque and angle side by
 * side), 320 electrical.
 */
function makeSlots(): readonly Slot[] {
  const random = new Random(7);
  const slots: Slot[] = [];
  const add = (name: string, group: TestGroup, unit: string, valueId: number) => {
    const decimals = unit === 'V' ? 3 : unit === 'Clicks' ? 0 : 2;
    const usual = Math.round((USUAL[unit] ?? 1) * (unit === 'V' ? 1 : 0.5 + random.next()) * 10 ** decimals);
    slots.push({
      name,
      group,
      unit,
      valueId: `${valueId}`,
      usual,
      spread: Math.max(1, usual * 0.03),
      decimals,
    });
  };
  for (let i = 0; i < 50; i++)
    for (let v = 1; v <= 2; v++)
      add(
        `MASCHINE_${String(i + 1).padStart(3, '0')}`,
        MACHINES,
        MACHINE_UNITS[(i * 2 + v) % 7] as string,
        v,
      );
  for (let i = 0; i < 106; i++)
    for (let v = 1; v <= 4; v++)
      add(String(42_000 + i * 100).padStart(6, '0'), TIGHTENING, v % 2 ? 'Nm' : i % 5 ? 'Grad' : 'Deg', v);
  for (let i = 0; i < 94; i++)
    for (let v = 1; v <= (i < 38 ? 4 : 3); v++)
      add(
        `SECTION_${['ALS', 'ABS', 'BCM', 'GW'][i % 4]}_${String(i + 1).padStart(8, '0')}`,
        ELECTRICAL,
        v === 1 ? 'V' : '',
        v,
      );
  return slots;
}
export const SLOTS = makeSlots();
