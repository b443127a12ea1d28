import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The hosted Edge Runtime's refusals, replayed in Deno (read in supabase/edge-runtime 1.67 to 1.74). */

/** Before a function is imported: no shared memory, no SharedArrayBuffer, no Worker. */
export function refuseSharedMemory(): void {
  const AnyMemory = WebAssembly.Memory;
  WebAssembly.Memory = class extends AnyMemory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.shared) throw new TypeError('Creating a shared memory is not supported');
      super(descriptor);
    }
  };
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  Reflect.deleteProperty(globalThis, 'Worker');
}

/** After the functions have started: no synchronous file access, by Deno's own API or by node:fs. */
export function refuseSyncFiles(): void {
  const { Deno: deno } = globalThis as unknown as { Deno: object };
  const refuse = (what: string) => () => {
    throw new Error(`${what} works only while the function starts`);
  };
  for (const name of [
    'readFileSync',
    'readTextFileSync',
    'statSync',
    'openSync',
    'writeFileSync',
    'writeTextFileSync',
  ]) {
    Object.defineProperty(deno, name, { value: refuse(`Deno.${name}`) });
  }
  for (const name of ['readFileSync', 'openSync', 'statSync', 'writeFileSync'] as const) {
    Object.defineProperty(fs, name, { value: refuse(`fs.${name}`) });
  }
  syncBuiltinESMExports();
}
