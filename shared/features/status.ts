import { AFTER_ENTRY, STATUS_CHECKPOINT } from '../plant/checkpoints.ts';
import { type Feature, number, quoted } from './feature.ts';

const legs = [
  ['ZP5', 'ZP5A'],
  ['ZP5A', 'ZP61'],
  ['ZP61', 'ZP6'],
  ['ZP6', 'CAB'],
  ['CAB', 'ZP7'],
] as const;
const checkpoints = Object.values(STATUS_CHECKPOINT).filter((c) => !AFTER_ENTRY.some((later) => later === c));

const first = (checkpoint: string) => `min(s.passed_at) filter (where s.checkpoint = ${quoted(checkpoint)})`;

/** How the car moved along the line. Its clock is the last status point: at the gate the entry is not stamped yet. */
export const STATUS_FEATURES: readonly Feature[] = [
  number(
    'status',
    'status_events',
    'events',
    'Status points passed',
    'Pontos de status passados',
    'count(*)',
    '0',
  ),
  number(
    'status',
    'status_repeated',
    'events',
    'Status points passed again',
    'Pontos de status repetidos',
    // Codes differ where their bytes do: the rules of a language need not be asked.
    'count(*) - count(distinct s.status collate "C")',
    '0',
  ),
  ...checkpoints.map((c) =>
    number(
      'status',
      `loops_${c.toLowerCase()}`,
      'events',
      `Times that ${c} was entered again`,
      `Vezes que entrou de novo em ${c}`,
      `greatest(count(*) filter (where s.checkpoint = ${quoted(c)}) - 1, 0)`,
      '0',
    ),
  ),
  number(
    'status',
    'hours_on_line',
    'h',
    'Hours from the first status point to the last before the road test',
    'Horas do primeiro ponto de status ao último antes da rodagem',
    `date_part('epoch', max(s.passed_at) - min(s.passed_at)) / 3600`,
  ),
  ...legs.map(([from, to]) =>
    number(
      'status',
      `minutes_${from.toLowerCase()}_to_${to.toLowerCase()}`,
      'min',
      `Minutes from ${from} to ${to}`,
      `Minutos de ${from} a ${to}`,
      `date_part('epoch', ${first(to)} - ${first(from)}) / 60`,
    ),
  ),
  number(
    'status',
    'last_point_hour',
    'h',
    'Hour of the day at the last status point before the road test',
    'Hora do dia no último ponto de status antes da rodagem',
    `date_part('hour', max(s.passed_at))`,
  ),
  number(
    'status',
    'last_point_weekday',
    'day',
    'Weekday at the last status point before the road test (Monday is 1)',
    'Dia da semana no último ponto de status antes da rodagem (segunda é 1)',
    `date_part('isodow', max(s.passed_at))`,
  ),
];
