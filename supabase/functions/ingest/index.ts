import { readEnvironment } from '../_shared/environment.ts';
import { ingestFunction } from './app.ts';

Deno.serve(ingestFunction(readEnvironment()).fetch);
