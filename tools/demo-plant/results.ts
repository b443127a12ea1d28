import { MINUTE } from './calendar.ts';
import type { Car } from './car.ts';
import { Random, STREAM } from './random.ts';
import type { Sink } from './sink.ts';
import { ELECTRICAL, MACHINES, SLOTS, TIGHTENING, type Slot, type TestGroup } from './test-slots.ts';

export const RESULT_COLUMNS = 'KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA'.split(',');
const WIDTH = 12;
const COMMA = 44;
const POINT = 46;

const bounds = (group: TestGroup) => {
  const from = SLOTS.findIndex((s) => s.group === group);
  return [from, SLOTS.findLastIndex((s) => s.group === group) + 1] as const;
};
const RANGES = {
  [MACHINES]: bounds(MACHINES),
  [TIGHTENING]: bounds(TIGHTENING),
  [ELECTRICAL]: bounds(ELECTRICAL),
};

/** The parts of a slot's row that never change, made once a file. */
interface Template {
  ok: Buffer;
  notOk: Buffer;
  /** Quoted value with a decimal comma, as one machine writes it. */
  quoted: boolean;
}

/** Writes the results of cars into one file; tells how many rows and duplicates it wrote. */
export class ResultWriter {
  rows = 0;
  duplicates = 0;
  private readonly sink: Sink;
  private readonly seed: number;
  private readonly duplicateShare: number;
  private readonly until: number;
  private readonly templates: Template[];
  private readonly point: number;
  private readonly bad = new Uint8Array(SLOTS.length);
  private readonly faults: Random;
  private untilDuplicate: number;
  private knr = Buffer.alloc(0);

  constructor(sink: Sink, file: number, seed: number, duplicateShare: number, until: number) {
    this.sink = sink;
    this.seed = seed;
    this.duplicateShare = duplicateShare;
    this.until = until;
    const { delimiter: d, encoding } = sink.dialect;
    this.point = d === ';' ? COMMA : POINT;
    const template = (s: Slot, status: number) =>
      Buffer.from([d + s.name, s.group, status, s.unit, s.valueId, ''].join(d), encoding);
    this.templates = SLOTS.map((s) => ({
      ok: template(s, 10),
      notOk: template(s, 13),
      quoted: d === ',' && s.name === 'MASCHINE_007',
    }));
    this.faults = new Random(seed, STREAM.faults, 1000 + file);
    this.untilDuplicate = this.nextDuplicate();
  }

  /** All results of a car: the three groups before the road test, a few in and after it. */
  car(car: Car, failed: boolean): void {
    const random = new Random(this.seed, STREAM.results, car.index);
    const { at } = car.walk;
    this.knr = Buffer.from(car.knr, 'latin1');
    this.block(random, car, TIGHTENING, at['L540'] + 5 * MINUTE, 9000, car.notOk.tightening);
    this.block(random, car, ELECTRICAL, at['M600'] + 5 * MINUTE, 9000, car.notOk.electrical);
    this.block(random, car, MACHINES, at['M620'] + 2 * MINUTE, 12_000, car.notOk.machines);
    this.roadTest(random, car, failed);
  }

  /** A group's slots one after the other from `from` on, `step` ms apart on average; each not-ok one is done again. */
  private block(random: Random, car: Car, group: TestGroup, from: number, step: number, notOk: number): void {
    const [start, end] = RANGES[group];
    const marked = Math.min(notOk, end - start);
    for (let left = marked; left > 0;) {
      const slot = start + random.int(end - start);
      if (this.bad[slot]) continue;
      this.bad[slot] = 1;
      left--;
    }
    const shift =
      group === TIGHTENING
        ? 0.6 * car.torque
        : group === ELECTRICAL
          ? -0.3 * car.quality.electrics
          : -0.3 * car.quality.fluids;
    let at = from;
    for (let i = start; i < end; i++) {
      at += 1 + Math.floor(random.next() * 2 * Math.min(step, 9000));
      const slot = SLOTS[i] as Slot;
      // Too much torque turns further; other units of the group stay as they are.
      const moved = slot.unit === 'Deg' ? 0 : shift;
      if (this.bad[i]) {
        this.row(i, true, slot.usual + slot.spread * (moved + (random.next() < 0.5 ? -4 : 4)), at);
        at += 20_000 + Math.floor(random.next() * 40_000);
        this.bad[i] = 0;
      }
      this.row(i, false, slot.usual + slot.spread * (moved + random.roughNormal()), at);
    }
  }

  /** Electrical checks while driving and after: they know the outcome, so they must never be features. */
  private roadTest(random: Random, car: Car, failed: boolean): void {
    const [start] = RANGES[ELECTRICAL];
    let at = car.walk.at['M710'] + 5 * MINUTE;
    for (let i = 0; i < 6; i++) {
      at += 1 + Math.floor(random.next() * 4 * MINUTE);
      const slot = SLOTS[start + i] as Slot;
      const notOk = random.next() < (failed ? 0.5 : 0.01);
      this.row(start + i, notOk, slot.usual + slot.spread * (random.roughNormal() + (notOk ? -5 : 0)), at);
    }
  }

  private row(index: number, notOk: boolean, value: number, at: number): void {
    if (at > this.until) return;
    const { sink } = this;
    const template = this.templates[index] as Template;
    const slot = SLOTS[index] as Slot;
    sink.beginRow();
    sink.raw(this.knr);
    sink.raw(notOk ? template.notOk : template.ok);
    if (template.quoted) sink.text('"');
    sink.decimal(Math.round(value), slot.decimals, WIDTH, template.quoted ? COMMA : this.point);
    if (template.quoted) sink.text('"');
    sink.separator();
    // Forms without milliseconds cannot carry them.
    sink.date(sink.dialect.dates === 'iso' ? at : Math.floor(at / 1000) * 1000);
    sink.endRow();
    this.rows++;
    if (--this.untilDuplicate > 0) return;
    sink.repeatRow();
    this.rows++;
    this.duplicates++;
    this.untilDuplicate = this.nextDuplicate();
  }

  private nextDuplicate(): number {
    if (this.duplicateShare === 0) return Infinity;
    return 1 + Math.floor(-Math.log(1 - this.faults.next()) / this.duplicateShare);
  }
}
