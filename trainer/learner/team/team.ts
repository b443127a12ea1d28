import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { perform, type Step, STEPS } from './steps.ts';
import { type Desk, openDesk, type Workspace } from './workspace.ts';

/** Places in the control block. */
export const CONTROL = { turn: 0, done: 1, step: 2, failed: 3 } as const;
/** Looks at a number before a thread goes to sleep over it: a step often takes less than waking up does. */
const LOOKS = 2000;
const SILENT_AFTER = 120_000;

/** Waits until a number of the control block is no longer `value`; sleeps when that takes long. False after `timeout`. */
export function waitWhile(control: Int32Array, place: number, value: number, timeout?: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(control, place) !== value) return true;
  while (Atomics.load(control, place) === value) {
    if (Atomics.wait(control, place, value, timeout) === 'timed-out') return false;
  }
  return true;
}

/**
 * Threads that work on one fit after the other. The caller's thread is member 0 and leads: it says a step, does its own
 * share, and goes on when all are done. A team of one starts no thread.
 */
export class Team {
  readonly members: number;
  readonly #workers: Worker[];
  #desk: Desk | null = null;

  private constructor(workers: Worker[]) {
    this.#workers = workers;
    this.members = workers.length + 1;
  }

  static async start(members: number): Promise<Team> {
    const workers = Array.from(
      { length: members - 1 },
      (_, i) => new Worker(new URL('member.ts', import.meta.url), { workerData: { member: i + 1 } }),
    );
    await Promise.all(workers.map((worker) => once(worker, 'online')));
    return new Team(workers);
  }

  /** Lets all members open a workspace, whose `members` must be the team's. End with `leave`. */
  async enter(space: Workspace): Promise<Desk> {
    const entered = this.#workers.map((worker) => once(worker, 'message'));
    for (const worker of this.#workers) worker.postMessage(space);
    await Promise.all(entered);
    this.#desk = openDesk(space);
    return this.#desk;
  }

  /** Does a step, all members together. Throws when one of them failed or fell silent. */
  run(step: Step, ...args: number[]): void {
    const desk = this.#desk;
    if (!desk) throw new Error('the team is in no workspace');
    const { control } = desk;
    if (this.#workers.length > 0) {
      control[CONTROL.step] = STEPS.indexOf(step);
      desk.args.fill(0);
      desk.args.set(args);
      Atomics.store(control, CONTROL.done, 0);
      Atomics.add(control, CONTROL.turn, 1);
      Atomics.notify(control, CONTROL.turn);
    }
    perform(desk, step, args, 0);
    for (;;) {
      const done = Atomics.load(control, CONTROL.done);
      if (done === this.#workers.length) break;
      if (!waitWhile(control, CONTROL.done, done, SILENT_AFTER))
        throw new Error('a thread of the learner is silent');
    }
    if (Atomics.load(control, CONTROL.failed) !== 0) throw new Error('a thread of the learner failed');
  }

  /** Leaves the workspace; the team can enter another one. */
  leave(): void {
    if (this.#desk) this.run('end');
    this.#desk = null;
  }

  async stop(): Promise<void> {
    this.leave();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
