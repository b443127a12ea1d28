import type { StackFile } from './boot.ts';
import type { StackSettings } from './settings.ts';

/** One line that changes on a terminal; one line a step elsewhere. */
export function progressScreen(out: NodeJS.WriteStream): {
  step: (text: string) => void;
  done: () => void;
} {
  const started = Date.now();
  let last = '';
  const line = (text: string) => `${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`;
  return {
    step(text) {
      if (text === last) return;
      last = text;
      if (out.isTTY) out.write(`\r\x1b[2K${line(text)}`);
      else out.write(`${line(text)}\n`);
    },
    done() {
      if (out.isTTY) out.write('\r\x1b[2K');
    },
  };
}

/** What the person needs to go on, once everything is up. */
export function readyScreen(stack: StackFile, file: string, settings: StackSettings): string {
  const rows = [
    '',
    '  Halle is ready',
    '',
    ...(settings.web ? [`  Web        ${stack.webUrl}`] : []),
    `  API        ${stack.apiUrl}`,
    `  Database   ${stack.dbUrl.replace(/:[^:@/]+@/, ':…@')}`,
    '',
    '  Sign in as',
    ...stack.accounts.map((a) => `    ${a.role.padEnd(9)} ${a.email.padEnd(24)} ${a.password}`),
    '',
    `  Keys and addresses for scripts: ${file}`,
    '  Stop with Ctrl-C; the data stays.',
    '',
  ];
  return rows.join('\n');
}
