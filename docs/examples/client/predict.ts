/**
 * Another system in TypeScript: types of docs/openapi.json (shared/generated/api.ts), calls by openapi-fetch.
 * API=http://127.0.0.1:54321 KEY=halle_… node docs/examples/client/predict.ts 2024-1700002
 */
import process from 'node:process';
import createClient from 'openapi-fetch';
import type { paths } from '../../../shared/generated/api.ts';

const { API, KEY } = process.env;
const [knr = '2024-1700002'] = process.argv.slice(2);
const halle = createClient<paths>({
  baseUrl: `${API}/functions/v1`,
  headers: { authorization: `Bearer ${KEY}` },
});

const { data, error, response } = await halle.POST('/predict', { body: { knr } });
if (error) {
  console.error(`${response.status} ${error.error.code}: ${error.error.message}`);
  console.error(`For the plant's log: ${response.headers.get('x-request-id')}`);
  process.exitCode = 1;
} else {
  for (const { decision, probability, reasons } of data.predictions)
    console.log(`${knr} ${decision} ${probability} ${reasons.map(({ feature }) => feature).join(', ')}`);
}
