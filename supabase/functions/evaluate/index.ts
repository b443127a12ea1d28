import { readEnvironment } from '../_shared/environment.ts';
import { evaluateFunction } from './app.ts';

Deno.serve(evaluateFunction(readEnvironment()).fetch);
