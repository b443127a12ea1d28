import { isHealthy } from './health.ts';

/** The container's health check: ends with 0 when the trainer in this scratch folder is well. */
const scratch = process.env['HALLE_SCRATCH_DIR'];
if (!scratch) throw new Error('HALLE_SCRATCH_DIR is not set');
process.exitCode = isHealthy(scratch) ? 0 : 1;
