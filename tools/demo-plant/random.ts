/** Seeded random numbers (sfc32): the same seed and stream give the same numbers on every machine. */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 1;

  constructor(seed: number, stream = 0, index = 0) {
    this.a = Math.imul(seed + 1, 0x9e3779b1) | 0;
    this.b = Math.imul(stream + 1, 0x85ebca6b) | 0;
    this.c = Math.imul(index + 1, 0xc2b2ae35) | 0;
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  /** Integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(of: readonly T[]): T {
    return of[this.int(of.length)] as T;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Close to standard normal, within ±3, and quick: for the millions of measured values. */
  roughNormal(): number {
    return (this.next() + this.next() + this.next() - 1.5) * 2;
  }

  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let product = this.next();
    let count = 0;
    while (product > limit) {
      product *= this.next();
      count++;
    }
    return count;
  }
}

/** One stream a purpose: a change in how one file is written leaves the others as they are. */
export const STREAM = {
  car: 1,
  failures: 2,
  results: 3,
  status: 4,
  faults: 5,
  label: 6,
  station: 7,
} as const;
