import { type Feature, number, quoted } from './feature.ts';

const groups = [
  [1, 'machine', 'máquinas'],
  [2, 'tightening', 'aperto'],
  [718, 'electrical', 'elétricos'],
] as const;
const units = [
  ['Nm', 'nm'],
  ['Grad', 'grad'],
  ['min', 'min'],
  ['%', 'percent'],
  ['mm', 'mm'],
  ['V', 'v'],
] as const;

const of = (column: string, where: string) => `sum(r.${column}) filter (where ${where})`;
/** Sums are exact (numeric) and become doubles once they are added. */
const total = (column: string, unit: string) =>
  `(${of(column, `r.unit = ${quoted(unit)}`)})::double precision`;
const values = (unit: string) => of('value_count', `r.unit = ${quoted(unit)}`);
const mean = (unit: string) => `${total('value_sum', unit)} / nullif(${values(unit)}, 0)`;
const spread = (unit: string) =>
  `sqrt(greatest(0, ${total('value_sum_sq', unit)} - ${total('value_sum', unit)} ^ 2 / nullif(${values(unit)}, 0))` +
  ` / nullif(${values(unit)} - 1, 0))`;

/** What tells tests apart, as a number: numbers are sorted in a third of the time. */
const test = 'hashtextextended(t.name, t.test_group)';
const testAndTime = 'hashtextextended(t.name || t.tested_at, t.test_group)';
const failed = (name: string, unit: string, en: string, pt: string, sql: string) =>
  number('failed_tests', name, unit, en, pt, sql, '0');

/** What was tested: counts and values by group and unit, and the tests that failed, whatever their group. */
export const RESULT_FEATURES: readonly Feature[] = [
  ...groups.flatMap(([id, en, pt]) => [
    number(
      'results',
      `tests_ok_${id}`,
      'tests',
      `Passed ${en} tests`,
      `Testes de ${pt} ok`,
      `coalesce(${of('ok', `r.test_group = ${id}`)}, 0)`,
    ),
    number(
      'results',
      `tests_not_ok_${id}`,
      'tests',
      `Failed ${en} tests`,
      `Testes de ${pt} não ok`,
      `coalesce(${of('not_ok', `r.test_group = ${id}`)}, 0)`,
    ),
  ]),
  ...units.flatMap(([unit, suffix]) => [
    number(
      'results',
      `value_mean_${suffix}`,
      unit,
      `Mean of values in ${unit}`,
      `Média dos valores em ${unit}`,
      mean(unit),
    ),
    number(
      'results',
      `value_sd_${suffix}`,
      unit,
      `Spread of values in ${unit}`,
      `Dispersão dos valores em ${unit}`,
      spread(unit),
    ),
  ]),
  failed(
    'tests_not_ok_names',
    'tests',
    'Different tests that failed',
    'Testes diferentes que falharam',
    `count(distinct ${test})`,
  ),
  failed(
    'tests_repeated_not_ok',
    'events',
    'Times that a test failed again later',
    'Vezes que um teste falhou de novo depois',
    `count(distinct ${testAndTime}) - count(distinct ${test})`,
  ),
  failed(
    'tests_not_ok_last_24h',
    'tests',
    'Failed results from 24 hours before the last status point on',
    'Resultados não ok desde 24 horas antes do último ponto de status',
    `count(*) filter (where t.tested_at >= k.last_point_at - interval '24 hours')`,
  ),
];
