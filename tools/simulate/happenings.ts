import { z } from 'zod';
import { type People, rest } from './people.ts';

/** Something that is marked in the picture, on a simulated day. */
export interface Happening {
  day: string;
  kind: 'deployed' | 'candidate' | 'alarm' | 'run_failed' | 'accepted';
  text: string;
}

const alarmSchema = z.object({ id: z.int(), feature: z.string(), expected_by: z.int().nullable() });
const runSchema = z.object({ id: z.int(), error: z.object({ message: z.string() }).nullable() });

/** Tells alarms and failed runs that came since it was asked last, as a person with the page open sees them. */
export class Watch {
  private readonly people: People;
  private alarm = 0;
  private run = 0;

  constructor(people: People) {
    this.people = people;
  }

  async news(day: string): Promise<Happening[]> {
    const { engineer } = this.people;
    const alarms = await rest(
      engineer.from('alarms').select('id,feature,expected_by').gt('id', this.alarm).order('id'),
      z.array(alarmSchema),
    );
    const runs = await rest(
      engineer.from('training_runs').select('id,error').eq('status', 'failed').gt('id', this.run).order('id'),
      z.array(runSchema),
    );
    this.alarm = alarms.at(-1)?.id ?? this.alarm;
    this.run = runs.at(-1)?.id ?? this.run;
    return [
      ...alarms.map(({ feature }): Happening => ({ day, kind: 'alarm', text: feature })),
      ...runs.map(({ error }): Happening => ({
        day,
        kind: 'run_failed',
        text: error?.message ?? 'no reason',
      })),
    ];
  }
}
