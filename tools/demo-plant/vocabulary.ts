/** The plant's words, as they occur in its exports. */
export const COLORS = [
  'K2K2',
  '2R2R',
  '0Q0Q',
  '6UA1',
  'A1A1',
  '2T2T',
  'G2G2',
  'N5N5',
  '5U5U',
  'B4B4',
  'C9C9',
  'P8P8',
  'Z3Z3',
] as const;
export const ENGINES = ['DHS', 'CWL', 'CWS', 'DRP', 'DSN', ''] as const;
export const ENGINE_SHARES = [0.35, 0.22, 0.18, 0.15, 0.08, 0.02] as const;
export const GROUPS = ['1', '2', '4', '5', '133', '137', '140', '9830946', '-2', '#MULTIVALUE'] as const;

const PARTS = [
  'Painel lateral',
  'Porta dianteira',
  'MÓDULO DO ACC',
  'Para-choque dianteiro',
  'Tampa traseira',
  'Chicote do motor',
  'Console central',
  'BANCO DIANTEIRO',
  'Roda dianteira',
  'Coluna de direção',
  'Vidro da porta',
  'Teto solar',
  'Suporte do motor',
  'Tubo de freio',
  'Pedal de freio',
  'Sensor de estacionamento',
  'Farol',
  'LANTERNA TRASEIRA',
  'Capô',
  'Mangueira de combustível',
  'Rádio',
  'Airbag lateral',
  'Antena',
  'Retrovisor externo',
] as const;
const DEFECTS = [
  'Sujeira na pintura',
  'PEÇA INCORRETA ¨',
  'Mal fixado',
  'Risco',
  'Faltando',
  'Ruído',
  'Folga fora do padrão',
  'Conector solto',
  'Amassado',
  'Sem torque',
  'Não funciona',
  'Vazamento',
  'Desalinhado',
  'Mancha',
] as const;

/** A free text of the plant: part first, sometimes a position, then what is wrong. */
export function failureText(part: number, position: number, defect: number): string {
  const name = PARTS[part % PARTS.length]!;
  const at =
    position === 0
      ? ''
      : position % 3 === 0
        ? ` (${String(position).padStart(2, '0')})`
        : ` ${String(position).padStart(2, '0')}.`;
  return `${name}${at} ${DEFECTS[defect % DEFECTS.length]!}`;
}
export const PART_COUNT = PARTS.length;
export const DEFECT_COUNT = DEFECTS.length;
/** What only cars with the new supplier's part show. */
export const SUPPLIER_FAILURE = 'Chicote da porta (B2) Conector solto';

export interface PlantTest {
  name: string;
  group: 1 | 2 | 718;
  unit: string;
  valueId: string;
  mean: number;
  sd: number;
}

const UNITS_BY_GROUP: Record<1 | 2 | 718, readonly [string, number, number][]> = {
  1: [
    ['%', 62, 4],
    ['min', 3.2, 0.4],
    ['kg', 210, 8],
    ['mm', 14, 0.7],
  ],
  2: [
    ['Nm', 25, 1],
    ['Grad', 88, 6],
    ['°', 45, 3],
    ['Clicks', 4, 0.5],
  ],
  718: [
    ['V', 12.4, 0.2],
    ['', Number.NaN, 0],
    ['', Number.NaN, 0],
    ['Deg', 20, 2],
  ],
};

/** The 250 tests that a car passes through. */
export const TESTS: readonly PlantTest[] = Array.from({ length: 250 }, (_, i) => {
  const group = i < 40 ? 1 : i < 130 ? 2 : 718;
  const [unit, mean, sd] = UNITS_BY_GROUP[group][i % 4]!;
  const name =
    group === 718
      ? `SECTION_${['ALS', 'ABS', 'KBI', 'GWY'][i % 4]}_${String(i).padStart(8, '0')}`
      : String(42000 + i * 10).padStart(6, '0');
  return { name, group, unit, valueId: String(1 + (i % 7)), mean, sd };
});
