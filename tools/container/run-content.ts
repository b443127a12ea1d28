import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TrainerProcess, until } from '../../trainer/tests/own-stack.ts';
import { childEnvironment } from '../stack/child.ts';

/** `nobody`: some user who owns nothing. */
const USER = 65534;

/**
 * A namespace of its own in which every file system is read-only but the scratch folder, then the user `nobody`. Only root
 * may make one, so what a container engine does is done here where tests run as root.
 */
const LOCKED = `
  mount --make-rprivate /
  mount --bind "$1" "$1"
  while read -r _ at kind _; do
    case "$kind" in proc | sysfs | cgroup* | devpts | devtmpfs | mqueue) continue ;; esac
    [ "$at" = "$1" ] || mount -o remount,bind,ro "$at" 2>/dev/null || true
  done < /proc/self/mounts
  exec setpriv --reuid=${USER} --regid=${USER} --clear-groups --no-new-privs --inh-caps=-all "$2" trainer/main.ts`;

export const canLock =
  process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'setpriv', '--version']).status === 0;

/** A trainer that runs from the container's content, as the container runs it. */
export class ContentTrainer extends TrainerProcess {
  readonly #content: string;

  constructor(content: string, scratch: string, env: Record<string, string>) {
    mkdirSync(scratch, { recursive: true });
    chmodSync(scratch, 0o700);
    if (canLock) chownSync(scratch, USER, USER);
    super(
      canLock
        ? ['unshare', '--mount', 'sh', '-euc', LOCKED, 'sh', scratch, process.execPath]
        : [process.execPath, 'trainer/main.ts'],
      { cwd: content, scratch, env: { ...env, HOME: scratch, TMPDIR: scratch } },
    );
    this.#content = content;
  }

  async ready(): Promise<this> {
    await until(`a trainer; it said ${this.output}`, () => this.ended || this.pool !== undefined, 60);
    if (this.ended) throw new Error(`A trainer ended: ${this.output}`);
    return this;
  }

  /** The name under which it holds jobs, once it is ready. */
  get pool(): string | undefined {
    return /"event":"ready","pool":"([^"]+)"/.exec(this.output)?.[1];
  }

  /** What the container's health check ends with. */
  healthy(): boolean {
    const check = spawnSync(process.execPath, [join('trainer', 'healthy.ts')], {
      cwd: this.#content,
      env: childEnvironment({ HALLE_SCRATCH_DIR: this.scratch }),
    });
    return check.status === 0;
  }
}
