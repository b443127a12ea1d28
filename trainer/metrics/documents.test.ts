import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { metricsRegistry } from './registry.ts';

/** What people are given to watch with asks only for what there is. */
const docs = join(import.meta.dirname, '../../docs');
const read = (name: string) => readFileSync(join(docs, name), 'utf8');
const { registry, metrics: told } = metricsRegistry(
  postgres('postgres://nobody@127.0.0.1:9/none'),
  new EventEmitter(),
);
const metrics = registry.getMetricsAsArray();
const known = new Map(
  metrics.flatMap((metric) => {
    const { name, help, type, labelNames } = metric as unknown as {
      name: string;
      help: string;
      type: string;
      labelNames: string[];
    };
    const told = { help, labels: [...labelNames, ...(type === 'histogram' ? ['le'] : [])] };
    return type === 'histogram'
      ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`].map((each) => [each, told] as const)
      : [[name, told] as const];
  }),
);

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}
const dashboard = JSON.parse(read('watching/grafana-dashboard.json')) as Dashboard;
const queries: [string, string][] = [
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }): [string, string] => [title, expr]),
  ),
  ...[...read('watching/alerts.yml').matchAll(/alert: (\w+)\n\s+expr: (.*)/g)].map(
    ([, name, expr]): [string, string] => [name!, expr!],
  ),
];

test('there are queries', () => expect(queries.length).toBeGreaterThan(20));

test.each(queries)('%s: %s', (_, query) => {
  const names = query.match(/\b(halle|process|nodejs)_\w+/g) ?? [];
  expect(names).not.toEqual([]);
  for (const name of names) expect([...known.keys()]).toContain(name);
  const labels = [...query.matchAll(/(\w+)\{(.*?)\}/g)].flatMap(([, name, inside]) =>
    inside!.split(',').map((each) => [name!, each.split(/[!=]/)[0]!.trim()] as const),
  );
  for (const [name, label] of labels) expect(known.get(name)?.labels).toContain(label);
});

test('docs/watching.md tells every metric of the plant, as it is', () => {
  const written = Object.fromEntries(
    [...read('watching.md').matchAll(/^\| `(halle_\w+)(?:\{(.*?)\})?`\s*\| (.*?)\s*\|$/gm)].map(
      ([, name, labels, help]) => [name, { help, labels: labels?.split(', ') ?? [] }],
    ),
  );
  const own = metrics.flatMap((metric) => {
    const { name, help, labelNames } = metric as unknown as {
      name: string;
      help: string;
      labelNames: string[];
    };
    return name.startsWith('halle_') ? [[name, { help, labels: labelNames }] as const] : [];
  });
  expect(written).toEqual(Object.fromEntries(own));
});

test('of a plant that cannot be read nothing is told but that', async () => {
  const text = await told();
  expect(text).toMatch(/^halle_database_up 0$/m);
  expect(text).not.toMatch(/^halle_(open_alarms|last_load_timestamp_seconds|queue_jobs.*) /m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
});
