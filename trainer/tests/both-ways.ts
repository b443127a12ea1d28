/** One fact as a line of a file and as a row of `POST /ingest`. */
export interface Fact {
  line: string;
  row: Record<string, unknown>;
}
export type FactKind = 'status' | 'failures' | 'results';
export const KINDS: readonly FactKind[] = ['status', 'failures', 'results'];

export const HEADERS: Readonly<Record<FactKind, string>> = {
  status: 'KNR,STATUS,DATA',
  failures: 'KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA',
  results: 'KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA',
};

export const passed = (knr: string, status: string, at: string): Fact => ({
  line: `${knr},${status},${at}`,
  row: { knr, status, passedAt: at },
});
export const failed = (
  knr: string,
  failure: string,
  at: string,
  failureGroup = '133',
  color = 'K2K2',
): Fact => ({
  line: `${knr},MODELO A,${color},DHS,E1,,ZP5,${failure},${failureGroup},${at}`,
  row: {
    knr,
    model: 'MODELO A',
    color,
    engine: 'DHS',
    station: 'E1',
    checkpoint: 'ZP5',
    failure,
    failureGroup,
    foundAt: at,
  },
});
export const tested = (knr: string, name: string, at: string, value: number, status = 10): Fact => ({
  line: `${knr},${name},2,${status},Nm,1,${value},${at}`,
  row: { knr, name, testGroup: 2, status, unit: 'Nm', valueId: '1', value, testedAt: at },
});

export const csvOf = (kind: FactKind, facts: readonly Fact[]): string =>
  `${[HEADERS[kind], ...facts.map((fact) => fact.line)].join('\n')}\n`;

/**
 * Two tellings of one car and day that overlap: the second says one fact again, one otherwise (where the kind knows
 * corrections), and new ones in the hours of the first and beyond.
 */
export function tellings(kind: FactKind, knr: string, day: string): [Fact[], Fact[]] {
  const at = (time: string) => `${day} ${time}`;
  if (kind === 'status') {
    const first = [passed(knr, 'R750', at('06:00:00')), passed(knr, 'M620', at('09:00:00'))];
    return [first, [first[1]!, passed(knr, 'L540', at('07:00:00')), passed(knr, 'M710', at('12:00:00'))]];
  }
  if (kind === 'failures') {
    const first = [failed(knr, 'Porta. Riscada', at('06:00:00')), failed(knr, 'Capô. Sujo', at('09:00:00'))];
    return [
      first,
      [
        first[0]!,
        failed(knr, 'Capô. Sujo', at('09:00:00'), '137', '2R2R'),
        failed(knr, 'Vidro. Solto', at('07:00:00')),
        failed(knr, 'Roda. Solta', at('11:00:00'), '1', '0Q0Q'),
      ],
    ];
  }
  const first = [
    tested(knr, 'x1', at('06:05:00'), 0.1),
    tested(knr, 'x2', at('06:50:00'), 0.2, 13),
    tested(knr, 'x3', at('09:00:00'), 7),
  ];
  return [
    first,
    [
      first[0]!,
      tested(knr, 'x2', at('06:50:00'), 0.3),
      tested(knr, 'x3', at('09:00:00'), 8, 13),
      tested(knr, 'x4', at('09:30:00'), 11),
      tested(knr, 'x5', at('15:30:00'), 5, 13),
    ],
  ];
}
