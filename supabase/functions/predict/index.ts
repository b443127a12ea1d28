import { readEnvironment } from '../_shared/environment.ts';
import { predictFunction } from './app.ts';

Deno.serve(predictFunction(readEnvironment()).fetch);
