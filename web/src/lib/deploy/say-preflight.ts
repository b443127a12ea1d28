import type { Preflight, PreflightCheck } from '$shared/contracts/deployments.ts';
import { m } from '$lib/paraglide/messages.js';

type Check = PreflightCheck['check'];

export const sayCheck = (check: Check): string =>
  ({
    file: m.preflight_file,
    loads: m.preflight_loads,
    inputs: m.preflight_inputs,
    golden: m.preflight_golden,
    latency: m.preflight_latency,
    comparison: m.preflight_comparison,
  })[check]();

export const sayResult = (result: PreflightCheck['result']): string =>
  ({ ok: m.preflight_ok, failed: m.preflight_failed, skipped: m.preflight_skipped })[result]();

/** What helps when a check has failed. */
export const sayRemedy = (check: Check): string =>
  ({
    file: m.preflight_do_file,
    loads: m.preflight_do_loads,
    inputs: m.preflight_do_inputs,
    golden: m.preflight_do_golden,
    latency: m.preflight_do_latency,
    comparison: m.preflight_do_comparison,
  })[check]();

/** The checks that count: a roll-back needs no comparison, because it goes back to what was decided already. */
export const checksFor = ({ checks }: Pick<Preflight, 'checks'>, rollBack: boolean): PreflightCheck[] =>
  rollBack ? checks.filter(({ check }) => check !== 'comparison') : checks;
