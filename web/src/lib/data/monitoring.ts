import { z } from 'zod';
import {
  alarmSchema,
  findingSchema,
  monitorStatusSchema,
  monitorWindowSchema,
  pictureSchema,
  untestedSchema,
  type Alarm,
  type MonitorStatus,
  type MonitorWindow,
} from '$shared/contracts/monitor.ts';
import { session } from '$lib/session/session.svelte.ts';
import type { WatchedModel } from '$lib/monitoring/not-compared.ts';
import { rest } from './rest.ts';

const alarmRow = z
  .object({
    id: z.number(),
    model_id: z.number(),
    feature: z.string(),
    since: z.string(),
    raised_at: z.string(),
    first_window: z.number(),
    last_window: z.number(),
    window_cars: z.number(),
    p_value: z.number(),
    effect: z.number().nullable(),
    checkpoint: z.string().nullable(),
    picture: pictureSchema,
    expected_by: z.number().nullable(),
    closed_at: z.string().nullable(),
    close_reason: z.string().nullable(),
  })
  .transform((row): Alarm =>
    alarmSchema.parse({
      id: row.id,
      modelId: row.model_id,
      feature: row.feature,
      since: row.since,
      raisedAt: row.raised_at,
      firstWindow: row.first_window,
      lastWindow: row.last_window,
      windowCars: row.window_cars,
      pValue: row.p_value,
      effect: row.effect,
      checkpoint: row.checkpoint,
      picture: row.picture,
      expectedBy: row.expected_by,
      closedAt: row.closed_at,
      closeReason: row.close_reason,
    }),
  );
const windowRow = z
  .object({
    number: z.number(),
    cars: z.number(),
    first_at: z.string(),
    last_at: z.string(),
    untested: untestedSchema.nullable(),
    findings: z.array(findingSchema),
  })
  .transform((row): MonitorWindow =>
    monitorWindowSchema.parse({
      number: row.number,
      cars: row.cars,
      firstAt: row.first_at,
      lastAt: row.last_at,
      untested: row.untested,
      findings: row.findings,
    }),
  );
const eventSchema = z.object({
  id: z.number(),
  starts_on: z.string(),
  ends_on: z.string(),
  kind: z.enum(['model_year', 'supplier', 'shutdown', 'other']),
  note: z.string(),
});
export type CalendarEvent = z.infer<typeof eventSchema>;

const modelRow = z
  .object({
    id: z.coerce.number(),
    trees_path: z.string().nullable(),
    inputs: z.array(z.object({ name: z.string() })),
  })
  .transform((row): WatchedModel => ({
    id: row.id,
    hasTrees: row.trees_path !== null,
    inputs: row.inputs.map(({ name }) => name),
  }));

/** What a model came with, as far as its comparison depends on it. @throws Failure */
export function readWatchedModel(modelId: number): Promise<WatchedModel> {
  const query = session.client.from('models').select('id,trees_path,inputs').eq('id', modelId).single();
  return rest(query, modelRow);
}

const WINDOWS = 40;
/** The newest that are read of alarms, and of the calendar. */
export const ALARMS_SHOWN = 100;
export const EVENTS_SHOWN = 200;

/** The newest windows of a model, oldest first. @throws Failure */
export async function readWindows(modelId: number): Promise<MonitorWindow[]> {
  const query = session.client
    .from('monitor_windows')
    .select('number,cars,first_at,last_at,untested,findings')
    .eq('model_id', modelId)
    .order('number', { ascending: false })
    .limit(WINDOWS);
  return (await rest(query, z.array(windowRow))).toReversed();
}

export interface Watch {
  status: NonNullable<MonitorStatus>;
  model: WatchedModel;
  windows: MonitorWindow[];
  /** Open ones first, then by effect. */
  alarms: Alarm[];
}

/** How the model in use is watched; null without one. @throws Failure */
export async function readWatch(): Promise<Watch | null> {
  const status = await rest(session.client.rpc('monitor_status'), monitorStatusSchema);
  if (!status) return null;
  const query = session.client
    .from('alarms')
    .select()
    .eq('model_id', status.modelId)
    .order('id', { ascending: false })
    .limit(ALARMS_SHOWN);
  const [model, windows, alarms] = await Promise.all([
    readWatchedModel(status.modelId),
    readWindows(status.modelId),
    rest(query, z.array(alarmRow)),
  ]);
  const size = ({ effect }: Alarm) => Math.abs(effect ?? 0);
  alarms.sort((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null) || size(b) - size(a));
  return { status, model, windows, alarms };
}

/** @throws Failure */
export async function readAlarm(id: number): Promise<Alarm | null> {
  const [alarm] = await rest(session.client.from('alarms').select().eq('id', id), z.array(alarmRow));
  return alarm ?? null;
}

/** KNRs of a window's cars that are still kept. Engineers only. @throws Failure */
export async function readWindowCars(modelId: number, number: number): Promise<string[]> {
  const query = session.client.rpc('monitor_window_cars', { model_id: modelId, number });
  const answer = await rest(query, z.object({ cars: z.array(z.object({ knr: z.string() })) }).nullable());
  return (answer?.cars ?? []).map(({ knr }) => knr);
}

/** @throws Failure */
export async function closeAlarm(alarmId: number, reason: string): Promise<void> {
  await rest(session.client.rpc('close_alarm', { alarm_id: alarmId, reason }), z.unknown());
}

/** Newest first. @throws Failure */
export function readCalendar(): Promise<CalendarEvent[]> {
  const query = session.client
    .from('calendar_events')
    .select('id,starts_on,ends_on,kind,note')
    .order('starts_on', { ascending: false })
    .limit(EVENTS_SHOWN);
  return rest(query, z.array(eventSchema));
}

/** Engineers only. @throws Failure */
export async function addEvent(event: Omit<CalendarEvent, 'id'>): Promise<void> {
  await rest(session.client.from('calendar_events').insert(event), z.unknown());
}

/** Engineers only. @throws Failure */
export async function removeEvent(id: number): Promise<void> {
  await rest(session.client.from('calendar_events').delete().eq('id', id), z.unknown());
}
