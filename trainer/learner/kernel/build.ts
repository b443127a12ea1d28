/**
 * `npm run kernel`: compiles the learner's WebAssembly (kernel.wasm.ts) into generated/kernel.ts. `-- --check` writes
 * nothing and ends with 1 when that file is not what the sources give: so both always belong together, and nobody who
 * installs Halle needs the compiler.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '../../..');
const target = join(import.meta.dirname, 'generated/kernel.ts');
const files = new Map<string, string | Uint8Array>();
const { error, stderr } = await asc.main(
  [
    relative(root, join(import.meta.dirname, 'kernel.wasm.ts')),
    '--baseDir',
    root,
    '--outFile',
    'kernel',
    ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads'],
    ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ],
  { writeFile: (name, content) => void files.set(name, content) },
);
const bytes = files.get('kernel');
if (error || !(bytes instanceof Uint8Array))
  throw new Error(`The kernel does not compile:\n${stderr.toString()}`);
const text = `/** Made by \`npm run kernel\` from kernel.wasm.ts: ${bytes.length} bytes of WebAssembly. */
export const KERNEL_BASE64 =
  '${Buffer.from(bytes).toString('base64')}';
`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write('generated/kernel.ts is not what its sources give: npm run kernel\n');
  process.exitCode = 1;
}
