import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { root } from '../test/commands.ts';

export const USAGE = `npm run simulate:year -- [options]

A year of the demo plant on an empty stack of its own, through the real path: history, a first model, then day by day exports,
questions at the gate, labels some days late, models by the policy, and an engineer who answers the inbox by the verdict.
Writes tables and a picture: performance by month with and without retraining.

  --cars N           cars of the year                                          30000
  --months N         months of the year                                        12
  --history N        months that are loaded before the first model             3
  --days N           days that are simulated after them at most                all
  --result-cars N    cars with test results                                    all
  --change-month N   month at whose first day the plant changes; 0: never      6
  --seed N           everything that is drawn                                  2
  --new-labels N     labels that start a run                                   2500
  --long-share X     share of the cars that the plant can test long            0.2
  --short-finds X    share of what a long test finds that a short one finds    0.7
  --audit-share X    share of the short cars that is tested long unseen        0.05
  --window N         cars in a window in which drift is looked for             250
  --out DIR          where simulated-year.md and .svg are written              docs
  --data-dir D       where generated plants are kept for the next run          <tmp>/halle-bench-plants
  --keep             keep the stack's folder
  --json             print one object as the last line
  --help             this text`;

const share = z.coerce.number().min(0).max(1);
const settingsSchema = z
  .object({
    cars: z.coerce.number().int().min(400).max(200_000),
    months: z.coerce.number().int().min(2).max(24),
    history: z.coerce.number().int().min(1).max(23),
    days: z.coerce.number().int().min(1).default(Infinity),
    resultCars: z.coerce.number().int().min(1).optional(),
    changeMonth: z.coerce.number().int().min(0).max(24),
    seed: z.coerce.number().int(),
    newLabels: z.coerce.number().int().min(1),
    longShare: share,
    shortFinds: share,
    auditShare: share.max(0.2),
    window: z.coerce.number().int().min(50).max(5000),
    out: z.string().min(1),
    dataDir: z.string().min(1),
    keep: z.boolean(),
    json: z.boolean(),
  })
  .refine(({ history, months }) => history < months, { message: 'history: fewer months than the year has' });
export type Settings = z.infer<typeof settingsSchema>;

/** What was asked for; null: only how to ask. @throws a sentence that names what cannot be used. */
export function readSettings(argv: string[]): Settings | null {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      cars: text('30000'),
      months: text('12'),
      history: text('3'),
      days: { type: 'string' },
      'result-cars': { type: 'string' },
      'change-month': text('6'),
      seed: text('2'),
      'new-labels': text('2500'),
      'long-share': text('0.2'),
      'short-finds': text('0.7'),
      'audit-share': text('0.05'),
      window: text('250'),
      out: text(join(root, 'docs')),
      'data-dir': text(join(tmpdir(), 'halle-bench-plants')),
      keep: flag,
      json: flag,
      help: flag,
    },
  });
  if (values.help) return null;
  const named = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/-(.)/g, (_, c: string) => c.toUpperCase()),
      value,
    ]),
  );
  const parsed = settingsSchema.safeParse(named);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${String(issue?.path[0] ?? '')} ${issue?.message ?? ''}\n\n${USAGE}`);
}
