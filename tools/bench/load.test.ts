import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pandasMissing, runPandas } from './load-peer.ts';
import { makePlant, plantOf, smallFiles } from './load-plant.ts';
import { limitMemory, MemoryWatch, procBytes } from './load-memory.ts';
import { median, table } from './load-figures.ts';
import { goalsOf } from './load-report.ts';
import { smallOf, smallText } from './load-small.ts';
import type { Load } from './load-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const silent = () => undefined;

describe('the plants of the benchmark', () => {
  it('are a year in its proportions, or a shorter time of it', () => {
    expect(plantOf(40_487_129, 1)).toMatchObject({ cars: 86_250, resultCars: 47_250, months: 12, files: 1 });
    expect(plantOf(4_048_713, 1)).toMatchObject({ cars: 8625, resultCars: 4725, months: 1 });
  });

  it('are made once for the same options', async () => {
    const cache = join(folder, 'once');
    const options = { cars: 200, months: 1, files: 1, format: 'csv' } as const;
    const said: string[] = [];
    const first = await makePlant(cache, options, (step) => said.push(step));
    expect(await makePlant(cache, options, (step) => said.push(step))).toEqual(first);
    expect(said).toHaveLength(1);
    expect(readdirSync(cache)).toHaveLength(1);
    await makePlant(cache, { ...options, seed: 9 }, (step) => said.push(step));
    expect(said).toHaveLength(2);
  });

  it('are followed by files of 200 cars that hold a few of the one before', async () => {
    const { files, cars } = await makePlant(join(folder, 'small'), smallFiles(3), silent);
    expect(cars).toBe(570);
    expect(files.filter((file) => file.kind === 'results')).toHaveLength(3);
    for (const file of files.filter((each) => each.kind === 'results'))
      expect(Math.abs(file.rows - 200 * 858)).toBeLessThan(20_000);
  });
});

describe.skipIf(pandasMissing())('pandas beside it', () => {
  it('makes the features that the rows of a car say', async () => {
    const plant = { folder, cars: 2, files: writeTinyPlant() };
    const { rows, cars, sums } = await runPandas(plant);
    // Two bad rows are refused and a repeated one counts once.
    expect(rows).toEqual({ failures: 4, status: 5, results: 6 });
    expect(cars).toBe(2);
    expect(sums).toMatchObject({
      failures_total: [2, 3],
      failures_zp6: [2, 1],
      failures_elsewhere: [2, 1],
      failures_group_none: [2, 1],
      status_events: [2, 4],
      status_repeated: [2, 1],
      minutes_zp5_to_zp5a: [1, 90],
      // The test in the hour of the entry is left out.
      tests_ok_2: [1, 3],
      tests_not_ok_2: [1, 1],
      value_mean_nm: [1, 20],
      value_sd_nm: [1, 10],
    });
  });

  it('tells why when it cannot', async () => {
    const files = writeTinyPlant().map((file) => ({ ...file, path: 'none.csv' }));
    await expect(runPandas({ folder, cars: 2, files })).rejects.toThrow(/none\.csv/);
  });
});

/** Two cars, one of which enters the road test at 12:30. */
function writeTinyPlant() {
  const knr = '2024-1000001';
  const texts = {
    failures: `KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA
${knr},BZ,K2K2,DHS,S1,70001,ZP5 ,Porta. SOLTO,1,2024-01-02 08:00:00.000
${knr},BZ,K2K2,DHS,S1,70002,ZP6 / ZP62,Porta. RISCADO,,2024-01-02 09:00:00.000
${knr},BZ,K2K2,DHS,S1,70002,ROD,Freio com ruído,1,2024-01-02 13:00:00.000
2024-1000002,BZ,K2K2,DHS,S1,70001,,Teto. RISCADO,"4",2024-01-02 08:00:00.000
SEM KNR,BZ,K2K2,DHS,S1,70001,ZP5,Teto. RISCADO,4,2024-01-02 08:00:00.000
`,
    status: `KNR,STATUS,DATA
${knr},R750,2024-01-02 07:00:00.000
${knr},L540,2024-01-02 08:29:59.600
${knr},L540,2024-01-02 08:40:00.000
${knr},M710,2024-01-02 12:30:00.000
2024-1000002,R750,2024-01-02 07:00:00.000
2024-1000002,R750,sem data
`,
    results: `KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA
${knr},042000,2,10,Nm,1,       10.00,2024-01-02 09:00:00.100
${knr},042000,2,10,Nm,1,       10.00,2024-01-02 09:00:00.100
${knr},042100,2,10,Nm,1,"       20,00",2024-01-02 09:00:01.000
${knr},042100,2,13,Nm,1,       30.00,2024-01-02 11:59:59.499
${knr},042200,2,10,,1,,2024-01-02 10:00:00.000
${knr},042300,2,10,Nm,1,       90.00,2024-01-02 12:10:00.000
${knr},042300,2,13,Nm,1,       90.00,2024-01-02 12:40:00.000
`,
  };
  return (['failures', 'status', 'results'] as const).map((kind) => {
    writeFileSync(join(folder, `${kind}.csv`), texts[kind]);
    return { kind, path: `${kind}.csv`, bytes: texts[kind].length, rows: 0 };
  });
}

describe.skipIf(process.platform !== 'linux')('memory of a process', () => {
  /** A process that says when it rests, and takes `bytes` when it is written to. */
  const hungry = (bytes: number) =>
    spawn(process.execPath, [
      '-e',
      `process.stdin.once('data', () => { globalThis.kept = new Uint8Array(${bytes}).fill(1); console.log('has it'); });
      console.log('rests');`,
    ]);
  const next = (child: ReturnType<typeof hungry>) =>
    new Promise<string>((done) => {
      child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim()));
      child.once('close', () => done('ended'));
    });

  it('is limited, and its peak is seen', async () => {
    const bytes = 300 * 2 ** 20;
    const free = hungry(bytes);
    const bound = hungry(bytes);
    try {
      expect(await Promise.all([next(free), next(bound)])).toEqual(['rests', 'rests']);
      const watch = new MemoryWatch(free.pid!);
      for (const [child, room] of [
        [free, 2],
        [bound, 0.5],
      ] as const)
        limitMemory(child.pid!, bytes * room, procBytes(child.pid!, 'status', 'VmData'));
      free.stdin.write('take\n');
      bound.stdin.write('take\n');
      expect(await Promise.all([next(free), next(bound)])).toEqual(['has it', 'ended']);
      const peak = watch.stop();
      expect(peak.resident).toBeGreaterThan(bytes);
      expect(peak.proportional).toBeGreaterThan(bytes);
      expect(peak.resident).toBeLessThan(2 * bytes);
    } finally {
      free.kill('SIGKILL');
      bound.kill('SIGKILL');
    }
  });
});

describe('the report', () => {
  const load = (kind: Load['kind'], rows: number, seconds: number): Load => ({
    kind,
    name: kind,
    bytes: 1,
    rows,
    upload: 1,
    seconds,
    task: seconds,
    phases: {},
    peak: { resident: 2 ** 30, proportional: 2 ** 29, allocated: 2 ** 30 },
    loaded: rows,
    duplicate: 0,
    rejected: 0,
    cars: 1,
  });
  const grown = { database: 2 * 2 ** 30, folder: 0, lake: 0 };
  const yearOf = (loads: Load[]) => ({ rows: 0, cars: 1, limit: '', loads, grown });

  it('compares a year with its goals, and leaves them out when it was less', () => {
    const loads = [
      load('results', 40_500_000, 61),
      load('status', 1_040_000, 7),
      load('failures', 770_000, 8),
    ];
    const met = (year: ReturnType<typeof yearOf>) =>
      Object.fromEntries(goalsOf(year, [], null).map((goal) => [goal.what, goal.met]));
    expect(met(yearOf(loads))).toEqual({
      'results of a year': false,
      'failures and status of a year': true,
      'Postgres grows by': true,
      'peak memory of the trainer': true,
    });
    expect(met(yearOf([load('results', 1e6, 1)]))).toEqual({ 'peak memory of the trainer': true });
  });

  it('tells the last small file of a kind apart from the median', () => {
    const small = [1, 0.5, 0.6, 0.7, 2.5].flatMap((seconds) => [
      load('status', 1200, seconds / 2),
      load('results', 171_600, seconds),
    ]);
    expect(smallOf(small)).toEqual([
      { kind: 'status', count: 5, first: 0.5, middle: 0.35, last: 1.25 },
      { kind: 'results', count: 5, first: 1, middle: 0.7, last: 2.5 },
    ]);
    const goals = goalsOf(null, small, null).map(({ what, measured, met }) => [what, measured, met]);
    expect(goals).toEqual([
      ["200 cars' status after it (median)", 0.35, true],
      ["200 cars' status, number 5 (the last)", 1.25, true],
      ["200 cars' results after it (median)", 0.7, true],
      ["200 cars' results, number 5 (the last)", 2.5, false],
    ]);
    expect(smallText(small)).toMatch(/results +5 +1\.00 +0\.70 +2\.50/);
    expect(smallOf([])).toEqual([]);
  });

  it('takes medians and lays out columns', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(
      table(
        ['a', 'b'],
        [
          ['xx', '1'],
          ['y', '22'],
        ],
      ),
    ).toBe('  a    b\n  xx   1\n  y   22');
  });
});
