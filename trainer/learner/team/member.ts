/** A thread of a team: opens the workspaces that it is sent, and does its share of every step until one ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { perform, STEPS } from './steps.ts';
import { CONTROL, waitWhile } from './team.ts';
import { openDesk, type Workspace } from './workspace.ts';

const { member } = workerData as { member: number };

parentPort?.on('message', (space: Workspace) => {
  const desk = openDesk(space);
  const { control } = desk;
  let turn = Atomics.load(control, CONTROL.turn);
  parentPort?.postMessage('ready');
  for (;;) {
    waitWhile(control, CONTROL.turn, turn);
    turn = Atomics.load(control, CONTROL.turn);
    const step = STEPS[control[CONTROL.step]!]!;
    try {
      perform(desk, step, [...desk.args], member);
    } catch {
      Atomics.store(control, CONTROL.failed, 1);
    }
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
    if (step === 'end') return;
  }
});
