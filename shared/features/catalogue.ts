/**
 * The feature catalogue: every input a model may have, its meaning, unit and source.
 * Each name is a column of `car_features`, an input of the ONNX graph and a key of `predict`'s body.
 * Numbers are float32 (`real` in Postgres), so that the trainer, the file and `predict` see the same bits;
 * a missing number is null in the table and NaN in the graph, a missing category is ''.
 * None depends on the road-test entry's own time: a car's features are the same just before and just after it.
 */
export type FeatureKind = 'number' | 'category';
export type FeatureSource = 'car' | 'failures' | 'status' | 'results';
export interface Feature {
  name: string;
  kind: FeatureKind;
  source: FeatureSource;
  unit: string;
  en: string;
  pt: string;
}

const number = (source: FeatureSource, name: string, unit: string, en: string, pt: string): Feature => ({
  name,
  kind: 'number',
  source,
  unit,
  en,
  pt,
});

const failureCheckpoints = ['ZP5', 'ZP5A', 'ZP6', 'ZP61', 'ZP62', 'CAB', 'ZP7'] as const;
const failureGroups = [
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
const legs = [
  ['ZP5', 'ZP5A'],
  ['ZP5A', 'ZP61'],
  ['ZP61', 'ZP6'],
  ['ZP6', 'CAB'],
  ['CAB', 'ZP7'],
] as const;
const testGroups = [
  [1, 'machine', 'máquinas'],
  [2, 'tightening', 'aperto'],
  [718, 'electrical', 'elétricos'],
] as const;
const valueUnits = [
  ['Nm', 'nm'],
  ['Grad', 'grad'],
  ['min', 'min'],
  ['%', 'percent'],
  ['mm', 'mm'],
  ['V', 'v'],
] as const;

export const FEATURES: readonly Feature[] = [
  { name: 'engine', kind: 'category', source: 'car', unit: '', en: 'Engine', pt: 'Motor' },
  { name: 'color', kind: 'category', source: 'car', unit: '', en: 'Color', pt: 'Cor' },
  number(
    'failures',
    'failures_total',
    'failures',
    'Failures before the road test',
    'Falhas antes da rodagem',
  ),
  ...failureCheckpoints.map((c) =>
    number('failures', `failures_${c.toLowerCase()}`, 'failures', `Failures at ${c}`, `Falhas em ${c}`),
  ),
  number('failures', 'failures_elsewhere', 'failures', 'Failures at other places', 'Falhas em outros pontos'),
  ...failureGroups.map(([group, suffix]) =>
    number(
      'failures',
      `failures_group_${suffix}`,
      'failures',
      `Failures of group ${group}`,
      `Falhas do grupo ${group}`,
    ),
  ),
  number(
    'failures',
    'hours_since_last_failure',
    'h',
    'Hours from the last failure to the last status point before the road test',
    'Horas da última falha ao último ponto de status antes da rodagem',
  ),
  number('status', 'status_events', 'events', 'Status points passed', 'Pontos de status passados'),
  number('status', 'status_repeated', 'events', 'Status points passed again', 'Pontos de status repetidos'),
  number(
    'status',
    'hours_on_line',
    'h',
    'Hours from the first status point to the last before the road test',
    'Horas do primeiro ponto de status ao último antes da rodagem',
  ),
  ...legs.map(([from, to]) =>
    number(
      'status',
      `minutes_${from.toLowerCase()}_to_${to.toLowerCase()}`,
      'min',
      `Minutes from ${from} to ${to}`,
      `Minutos de ${from} a ${to}`,
    ),
  ),
  ...testGroups.flatMap(([id, en, pt]) => [
    number('results', `tests_ok_${id}`, 'tests', `Passed ${en} tests`, `Testes de ${pt} ok`),
    number('results', `tests_not_ok_${id}`, 'tests', `Failed ${en} tests`, `Testes de ${pt} não ok`),
  ]),
  ...valueUnits.flatMap(([unit, suffix]) => [
    number(
      'results',
      `value_mean_${suffix}`,
      unit,
      `Mean of values in ${unit}`,
      `Média dos valores em ${unit}`,
    ),
    number(
      'results',
      `value_sd_${suffix}`,
      unit,
      `Spread of values in ${unit}`,
      `Dispersão dos valores em ${unit}`,
    ),
  ]),
  number(
    'status',
    'last_point_hour',
    'h',
    'Hour of the day at the last status point before the road test',
    'Hora do dia no último ponto de status antes da rodagem',
  ),
  number(
    'status',
    'last_point_weekday',
    'day',
    'Weekday at the last status point before the road test (Monday is 1)',
    'Dia da semana no último ponto de status antes da rodagem (segunda é 1)',
  ),
];

export const FEATURE_BY_NAME: ReadonlyMap<string, Feature> = new Map(FEATURES.map((f) => [f.name, f]));

/** A car's features as they travel: JSON numbers, strings, null where nothing is known. */
export type FeatureRow = Record<string, number | string | null>;

/** A car is known too little when neither a status point nor a test result has said anything about it. */
export function hasTooLittleData(row: FeatureRow): boolean {
  const tests = FEATURES.filter((f) => f.name.startsWith('tests_')).some((f) => Number(row[f.name] ?? 0) > 0);
  return !tests && Number(row['status_events'] ?? 0) === 0;
}
