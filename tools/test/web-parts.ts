import { join } from 'node:path';
import { bin, root, runProgram } from './commands.ts';

/**
 * Makes the web's generated parts, which its types and its unit tests need and a new clone lacks: the texts of both
 * languages, and SvelteKit's own tsconfig. Resolves with what was wrong; an empty text is good.
 */
export async function makeWebParts(): Promise<string> {
  const cwd = join(root, 'web');
  const compile = ['compile', '--project=project.inlang', '--outdir=src/lib/paraglide'];
  const texts = await runProgram(bin('paraglide-js'), compile, { show: false, cwd });
  if (texts.code !== 0) return texts.output;
  const sync = await runProgram(bin('svelte-kit'), ['sync'], { show: false, cwd });
  return sync.code === 0 ? '' : sync.output;
}
