import type { PreflightCheck } from '../../../../shared/contracts/deployments.ts';

/** What a check found: its result and one sentence. */
export type Finding = Omit<PreflightCheck, 'check'>;

export const ok = (found: string): Finding => ({ result: 'ok', found });
export const failed = (found: string): Finding => ({ result: 'failed', found });
export const skipped = (found: string): Finding => ({ result: 'skipped', found });

/** The first sentence of an error's own words; the rest of the runtime's are addresses in its source. */
export const wordsOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);
