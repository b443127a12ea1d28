import { readEnvironment } from '../_shared/environment.ts';
import { getModelFunction } from './app.ts';

Deno.serve(getModelFunction(readEnvironment()).fetch);
