import { supabase, type Cli } from './cli.ts';

/**
 * Uploads functions by the way without Docker, one after the other, so that what the CLI says belongs to one.
 * @throws with its words when it fails or warns: a file that it did not find is only a warning to it
 */
export async function deployFunctions(cli: Cli, ref: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    await supabase(cli, ['functions', 'deploy', name, '--use-api', `--remote=${ref}`]);
}
