import { expect, it } from 'vitest';
import { FEATURE_BY_NAME } from '../../../../shared/features/catalogue.ts';
import { sayFact, withUnit } from './fact.ts';

const say = (name: string, value: number | string | null, locale: 'en' | 'pt-BR') => {
  const { unit, en, pt } = FEATURE_BY_NAME.get(name)!;
  const label = locale === 'en' ? en : pt;
  return sayFact(value, locale === 'en' ? 'not known' : 'não se sabe', { label, unit, locale });
};

it.each([
  ['failures_zp7', 3, '3 failures at ZP7', '3 falhas em ZP7'],
  ['failures_zp7', 1, 'Failures at ZP7: 1', 'Falhas em ZP7: 1'],
  ['failures_zp7', 0, '0 failures at ZP7', '0 falhas em ZP7'],
  ['status_events', 1340, '1,340 status points passed', '1.340 pontos de status passados'],
  ['minutes_cab_to_zp7', 41.25, 'Minutes from CAB to ZP7: 41.3 min', 'Minutos de CAB a ZP7: 41,3 min'],
  ['value_sd_nm', 0.2384, 'Spread of values in Nm: 0.24 Nm', 'Dispersão dos valores em Nm: 0,24 Nm'],
  ['engine', 'DSN', 'Engine: DSN', 'Motor: DSN'],
  ['color', '', 'Color: not known', 'Cor: não se sabe'],
  ['minutes_cab_to_zp7', null, 'Minutes from CAB to ZP7: not known', 'Minutos de CAB a ZP7: não se sabe'],
])('%s %s', (name, value, en, pt) => {
  expect(say(name, value, 'en')).toBe(en);
  expect(say(name, value, 'pt-BR')).toBe(pt);
});

it('a name that begins with a short form keeps it', () => {
  const named = { label: 'ZP7 failures', unit: 'failures', locale: 'en' };
  expect(sayFact(2, 'not known', named)).toBe('2 ZP7 failures');
});

it('a weekday has no unit, a torque has', () => {
  expect(withUnit(3, 'day', 'en')).toBe('3');
  expect(withUnit(12.04, 'Nm', 'pt-BR')).toBe('12 Nm');
});
