import { type Feature, number, quoted } from './feature.ts';

const checkpoints = ['ZP5', 'ZP5A', 'ZP6', 'ZP61', 'ZP62', 'CAB', 'ZP7'] as const;
/** Some stations write one name for two checkpoints. */
const names = (checkpoint: string) => (checkpoint === 'ZP6' ? ['ZP6', 'ZP6 / ZP62'] : [checkpoint]);
const groups = [
  ['1', '1'],
  ['2', '2'],
  ['4', '4'],
  ['5', '5'],
  ['133', '133'],
  ['137', '137'],
  ['140', '140'],
  ['9830946', '9830946'],
  ['-2', 'none'],
  ['#MULTIVALUE', 'multivalue'],
] as const;

const count = (name: string, en: string, pt: string, where?: string): Feature =>
  number('failures', name, 'failures', en, pt, where ? `count(*) filter (where ${where})` : 'count(*)', '0');
const at = (places: readonly string[]) => `f.checkpoint in (${places.map(quoted).join(', ')})`;

/** What was found on the line, by place and by failure group, and how long ago the last was found. */
export const FAILURE_FEATURES: readonly Feature[] = [
  count('failures_total', 'Failures before the road test', 'Falhas antes da rodagem'),
  ...checkpoints.map((c) =>
    count(`failures_${c.toLowerCase()}`, `Failures at ${c}`, `Falhas em ${c}`, at(names(c))),
  ),
  count(
    'failures_elsewhere',
    'Failures at other places',
    'Falhas em outros pontos',
    `not ${at(checkpoints.flatMap(names))}`,
  ),
  ...groups.map(([group, suffix]) =>
    count(
      `failures_group_${suffix}`,
      `Failures of group ${group}`,
      `Falhas do grupo ${group}`,
      `f.failure_group = ${quoted(group)}`,
    ),
  ),
  number(
    'times',
    'hours_since_last_failure',
    'h',
    'Hours from the last failure to the last status point before the road test',
    'Horas da última falha ao último ponto de status antes da rodagem',
    `date_part('epoch', k.last_point_at - k.last_failure_at) / 3600`,
  ),
];
