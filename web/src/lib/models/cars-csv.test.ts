import { expect, it } from 'vitest';
import { carsCsv } from './cars-csv.ts';

const car = {
  knr: '2024-1736352',
  failed: true,
  roadTestAt: '2024-05-20T10:00:00',
  engine: 'DHS',
  color: 'K2K2',
  reason: null,
  datasetId: null,
};

it('has a header, a line a car and an empty cell for what is not known', () => {
  const left = { ...car, failed: null, roadTestAt: null, reason: 'in_review', datasetId: 7 };
  expect(carsCsv([car, left]).split('\r\n')).toEqual([
    'knr,road_test_failed,road_test_at,engine,color,left_out_because,dataset_id',
    '2024-1736352,true,2024-05-20T10:00:00,DHS,K2K2,,',
    '2024-1736352,,,DHS,K2K2,in_review,7',
    '',
  ]);
});

it('quotes what needs it, and lets no cell be a formula', () => {
  expect(carsCsv([{ ...car, engine: 'a "b", c', color: '=1+1' }])).toContain(`"a ""b"", c",'=1+1,`);
});
