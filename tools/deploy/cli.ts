import { bin, runProgram } from '../test/commands.ts';

/** How the Supabase CLI is called: on which sources, with whose token, at which management API. */
export interface Cli {
  /** The folder with `supabase/` in it. */
  workdir: string;
  accessToken: string;
  /** A profile file that names another management API; undefined for Supabase's own. */
  profile?: string | undefined;
  /** Where the CLI keeps what it remembers; undefined for the person's own. */
  home?: string | undefined;
}

/** What the CLI says of a file that it did not find, and of a setting that it will not know: it ends with 0 all the same. */
const WARNING = /^\s*(WARN|WARNING)\b.*$/gim;

/** Runs the CLI. @throws with what it said when it fails, and also when it only warns */
export async function supabase(cli: Cli, args: string[]): Promise<string> {
  const { code, output } = await runProgram(
    bin('supabase'),
    [...args, '--yes', `--workdir=${cli.workdir}`, ...(cli.profile ? [`--profile=${cli.profile}`] : [])],
    {
      show: false,
      cwd: cli.workdir,
      env: {
        SUPABASE_ACCESS_TOKEN: cli.accessToken,
        SUPABASE_TELEMETRY_DISABLED: '1',
        DO_NOT_TRACK: '1',
        NO_COLOR: '1',
        ...(cli.home ? { HOME: cli.home } : {}),
      },
    },
  );
  const what = `supabase ${args.filter((arg) => !arg.includes('://')).join(' ')}`;
  if (code !== 0) throw new Error(`${what} failed:\n${output.trim()}`);
  const warnings = output.match(WARNING);
  if (warnings) throw new Error(`${what} warned:\n${warnings.join('\n')}`);
  return output;
}
