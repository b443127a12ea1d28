import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log file may grow to this; then it becomes `<name>.1` and a new one begins: at most twice this on disk. */
export const LOG_LIMIT = 10 * 1024 * 1024;

/** Makes the folder and puts a log that is too long aside. */
export function prepareLog(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) renameSync(path, `${path}.1`);
}

/** Appends to a log file, bounded. The process that writes a line a request keeps count instead of asking the disk. */
export function logWriter(path: string): (text: string) => void {
  prepareLog(path);
  let written = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (text) => {
    if (written > LOG_LIMIT) {
      prepareLog(path);
      written = 0;
    }
    const line = text.endsWith('\n') ? text : `${text}\n`;
    appendFileSync(path, line);
    written += line.length;
  };
}
