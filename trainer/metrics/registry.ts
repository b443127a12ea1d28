import type { WorkerEvents } from 'graphile-worker';
import type { Sql } from 'postgres';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { FIGURES, plantFiguresSchema, type PlantFigures } from './figures.ts';

/**
 * What `/metrics` tells: the plant's figures, read anew at each scrape, and this trainer's own jobs and process. A plant that
 * cannot be read leaves its figures out and is told by `halle_database_up`: no old figure is told as a new one.
 */
export function metricsRegistry(
  sql: Sql,
  events: WorkerEvents,
): { registry: Registry; metrics: () => Promise<string> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const ended = new Counter({
    name: 'halle_trainer_jobs_total',
    help: 'Tries of jobs that ended here, by task and outcome: done or failed.',
    labelNames: ['task', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'halle_trainer_job_seconds',
    help: 'How long tries of jobs took here.',
    labelNames: ['task'],
    buckets: [0.01, 0.1, 1, 10, 60, 600, 3600],
    registers,
  });
  const started = new Map<unknown, number>();
  events.on('job:start', ({ job }) => started.set(job.id, performance.now()));
  events.on('job:complete', ({ job, error }) => {
    const task = job.task_identifier;
    ended.inc({ task, outcome: error ? 'failed' : 'done' });
    seconds.observe({ task }, (performance.now() - (started.get(job.id) ?? performance.now())) / 1000);
    started.delete(job.id);
  });

  const gauges = FIGURES.map(
    ({ name, help, labels }) => new Gauge({ name, help, labelNames: labels, registers }),
  );
  const up = new Gauge({
    name: 'halle_database_up',
    help: '1: the plant’s figures could be read for this answer.',
    registers,
  });
  const forget = () => {
    for (const gauge of gauges) {
      gauge.reset();
      // One without labels would tell 0.
      gauge.remove({});
    }
  };
  /** Reads the plant, and tells all. */
  const metrics = async (): Promise<string> => {
    const figures = await readPlant(sql);
    forget();
    up.set(figures ? 1 : 0);
    for (const [index, { labels, of }] of figures ? FIGURES.entries() : [])
      for (const figure of of(figures!)) {
        const values = Object.fromEntries(labels.map((label, at) => [label, String(figure[at])]));
        gauges[index]!.set(values, Number(figure.at(-1)));
      }
    return registry.metrics();
  };
  return { registry, metrics };
}

async function readPlant(sql: Sql): Promise<PlantFigures | null> {
  try {
    const [row] = await sql`select private.metrics() as figures`;
    return plantFiguresSchema.parse(row?.['figures']);
  } catch {
    return null;
  }
}
