import { afterAll, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';

const sql = database();
afterAll(() => sql.end());

// The text of a failure, the part as it is written there, and what makes two spellings one part.
it.each([
  ['Painel lateral 05. Sujeira na pintura', 'Painel lateral', 'painel lateral'],
  ['MÓDULO DO ACC (13) PEÇA INCORRETA ¨', 'MÓDULO DO ACC', 'modulo do acc'],
  ['Módulo do ACC(7). Sem função', 'Módulo do ACC', 'modulo do acc'],
  ['Mo\u0301dulo do ACC', 'Mo\u0301dulo do ACC', 'modulo do acc'],
  ['Para-choque dianteiro LE. RISCADO', 'Para-choque dianteiro LE', 'para-choque dianteiro le'],
  ['Suporte A/C 12, solto', 'Suporte A/C', 'suporte a/c'],
  ['Capô - riscado', 'Capô', 'capo'],
  ['Capô – riscado', 'Capô', 'capo'],
  ['Porta / vidro: solto', 'Porta', 'porta'],
  ['Porta; riscada', 'Porta', 'porta'],
  ['Ruído na suspensão', 'Ruído na suspensão', 'ruido na suspensao'],
  ['Roda #3 solta', 'Roda', 'roda'],
  ['Eixo 4x4 solto', 'Eixo', 'eixo'],
  ['Parafuso M6x20 solto', 'Parafuso M6x20 solto', 'parafuso m6x20 solto'],
  ['05 Painel lateral 07 sujo', 'Painel lateral', 'painel lateral'],
  ['(13) Farol. Mau contato', 'Farol', 'farol'],
  ['4WD acoplamento. Ruído', '4WD acoplamento', '4wd acoplamento'],
  ['  Banco\u00a0do   motorista\t05', 'Banco do motorista', 'banco do motorista'],
  ['"Antena" ¨', 'Antena', 'antena'],
  ['Ângulo (fornecedor novo). Ruído', 'Ângulo', 'angulo'],
  ['12', '', ''],
  ['...', '', ''],
  ['', '', ''],
])('%j is of part %j', async (failure, spelling, code) => {
  const [row] = await sql`
    select x.part as spelling, private.fold_part(x.part) as code from (select private.part_of_failure(${failure}) as part) x`;
  expect(row).toEqual({ spelling, code });
});
