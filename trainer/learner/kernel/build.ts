/**
 * `npm run kernel`: compiles the learner's WebAssembly (kernel.wasm.ts) into generated/kernel.ts. `-- --check` writes
 * nothing and ends with 1 when that file is not what the sources give: so both always belong together, and nobody who
 * installs Halle needs the compiler.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const target = join(import.meta.dirname, 'generated/kernel.ts');
const folder = mkdtempSync(join(tmpdir(), 'halle-kernel-'));
try {
  const compiled = join(folder, 'kernel.wasm');
  // As a program: importing the compiler would bring its own declarations of Array and other globals into our types.
  const { status, stderr } = spawnSync(
    join(root, 'node_modules/.bin/asc'),
    [
      'trainer/learner/kernel/kernel.wasm.ts',
      '--outFile',
      compiled,
      ...'-O3 --noAssert --runtime stub --enable simd --enable threads'.split(' '),
      ...'--importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536'.split(' '),
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The kernel does not compile:\n${stderr}`);
  const bytes = readFileSync(compiled);
  const text = `/** Made by \`npm run kernel\` from kernel.wasm.ts: ${bytes.length} bytes of WebAssembly. */
export const KERNEL_BASE64 =
  '${bytes.toString('base64')}';
`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write('generated/kernel.ts is not what its sources give: npm run kernel\n');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
