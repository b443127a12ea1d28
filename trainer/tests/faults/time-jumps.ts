// Loaded before a trainer (`node --import`): on SIGUSR2 its clock jumps by HALLE_TEST_JUMP milliseconds, as a machine's does
// when somebody sets it. Timers go on as they do there: they do not follow the clock.
const real = Date.now.bind(Date);
const RealDate = Date;
let jumped = 0;
process.on('SIGUSR2', () => (jumped += Number(process.env['HALLE_TEST_JUMP'])));
globalThis.Date = class extends RealDate {
  constructor(...given: []) {
    if (given.length === 0) super(real() + jumped);
    else super(...given);
  }
  static override now(): number {
    return real() + jumped;
  }
} as DateConstructor;
