import { readEnvironment } from '../_shared/environment.ts';
import { createModelFunction } from './app.ts';

Deno.serve(createModelFunction(readEnvironment()).fetch);
