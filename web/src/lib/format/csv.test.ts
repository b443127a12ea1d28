import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('quotes what holds a comma, a quote or a line end, and leaves a missing value blank', () => {
  expect(
    toCsv(
      ['knr', 'text'],
      [
        ['2024-0000001', 'Porta, lado "A"'],
        ['2024-0000002', null],
        ['a\nb', 0.25],
      ],
    ),
  ).toBe('knr,text\r\n2024-0000001,"Porta, lado ""A"""\r\n2024-0000002,\r\n"a\nb",0.25\r\n');
});

it('no cell is a formula, a negative number stays one', () => {
  expect(toCsv(['a'], [['=1+1'], ['-2'], [-2]])).toBe("a\r\n'=1+1\r\n'-2\r\n-2\r\n");
});

it('a Brazilian spreadsheet gets semicolons and decimal commas, texts stay what they are', () => {
  expect(toCsv(['knr', 'probability', 'text'], [['2024-0000001', 0.25, 'a,b; 1.5']], 'pt-BR')).toBe(
    'knr;probability;text\r\n2024-0000001;0,25;"a,b; 1.5"\r\n',
  );
});
