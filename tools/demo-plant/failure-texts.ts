import type { Random } from './random.ts';

const PARTS = [
  'Painel lateral',
  'Porta dianteira',
  'Porta traseira',
  'Tampa traseira',
  'Capô',
  'Para-choque dianteiro',
  'Para-choque traseiro',
  'Console central',
  'Chicote do motor',
  'MÓDULO DO ACC',
  'Módulo do ABS',
  'Farol',
  'Lanterna traseira',
  'Vidro da porta',
  'Retrovisor externo',
  'Banco do motorista',
  'Cinto de segurança',
  'Tubo de freio',
  'PEDAL DE FREIO',
  'Alavanca de câmbio',
  'Radiador',
  'Mangueira do radiador',
  'Coxim do motor',
  'Braço da suspensão',
  'Amortecedor',
  'Barra estabilizadora',
  'Roda',
  'Escapamento',
  'Sensor de estacionamento',
  'Câmera de ré',
  'Volante',
  'Airbag do passageiro',
  'Guarnição da porta',
  'Soleira',
  'TETO',
  'Antena',
  'Bateria',
  'Painel de instrumentos',
  'Limpador do para-brisa',
  'Caixa de direção',
];
const POSITIONS = ['05', '(13)', 'LE', 'LD', '12', '(7)', 'inferior', 'superior'];
const BY_AREA: Record<string, readonly string[]> = {
  paint: ['Sujeira na pintura', 'RISCADO', 'Amassado', 'Escorrido', 'Fora de nivelamento', 'Manchado'],
  electrics: ['Sem função', 'PEÇA INCORRETA ¨', 'Conector solto', 'Mau contato', 'Erro de codificação'],
  tightening: ['Torque fora do especificado', 'SOLTO', 'Falta parafuso', 'Ruído', 'Mal montado'],
  fluids: ['Vazamento', 'Nível baixo', 'Falta', 'MANGUEIRA DOBRADA', 'Mal posicionado'],
};
const SUPPLIER = ['Bomba de combustível', 'BOMBA DE COMBUSTÍVEL', 'Bomba de combustível (fornecedor novo)'];
const SUPPLIER_DEFECTS = ['Ruído interno', 'Flange trincada', 'PRESSÃO INSTÁVEL', 'Vedação fora de medida'];
const ROAD = [
  'Ruído na suspensão',
  'Vibração no volante',
  'Puxa para a direita',
  'Luz do motor acesa',
  'Freio com ruído',
  'Câmbio duro',
  'Direção desalinhada',
  'FALHA DO ACC EM RODAGEM',
];

/** What an inspector types: the part first, then where, then what is wrong; about 1,700 different texts. */
export function failureText(random: Random, area: keyof typeof BY_AREA): string {
  return `${random.pick(PARTS)} ${random.pick(POSITIONS)}. ${random.pick(BY_AREA[area] as readonly string[])}`;
}
/** Texts that the plant's files hold only once the new supplier delivers (and hardly ever before). */
export const supplierText = (random: Random): string =>
  `${random.pick(SUPPLIER)}. ${random.pick(SUPPLIER_DEFECTS)}`;
export const roadTestText = (random: Random): string => `${random.pick(ROAD)} ${random.pick(POSITIONS)}`;
