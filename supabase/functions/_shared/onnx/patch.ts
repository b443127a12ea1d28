import { MEMORY_PAGES } from './memory.ts';

/** Replaces a text that must occur exactly once, so that a new release of the package cannot be patched by halves. */
export function replaceOnce(source: string, find: string, replacement: string): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`expected exactly one ${JSON.stringify(find)}, found ${count}`);
  return source.replace(find, () => replacement);
}

/**
 * The glue without shared memory, and with the bound of it. Three places: the probe for SharedArrayBuffer's constructor, the module's own memory,
 * and `Atomics.waitAsync`, which refuses memory that is not shared (the queue it serves is used by threads only).
 */
export function unshareGlue(source: string): string {
  const probe =
    'globalThis.SharedArrayBuffer??new WebAssembly.Memory({initial:0,maximum:0,shared:!0}).buffer.constructor';
  const memory = 'new WebAssembly.Memory({initial:256,maximum:65536,shared:!0})';
  const wait = '=!Atomics.waitAsync||';
  return [
    [probe, 'void 0'],
    [memory, `new WebAssembly.Memory({initial:256,maximum:${MEMORY_PAGES}})`],
    [wait, '=!0||'],
  ].reduce((text, [find, replacement]) => replaceOnce(text, find!, replacement!), source);
}

const IMPORT_SECTION = 2;
const KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;
const SHARED_WITH_MAXIMUM = 3;
const WITH_MAXIMUM = 1;

/**
 * A copy of a WebAssembly module whose one imported memory is not shared: limits flag 3 becomes 1, one byte.
 * https://webassembly.github.io/spec/core/binary/modules.html#import-section
 */
export function unshareMemory(module: Uint8Array): Uint8Array {
  const out = module.slice();
  let at = 8; // magic and version
  const number = () => {
    let value = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = out[at++]!;
      value += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte & 128);
    return value;
  };
  const skipName = () => {
    const length = number();
    at += length;
  };
  const limits = () => {
    const flag = out[at++]!;
    number();
    if (flag & 1) number();
  };
  const flags: number[] = [];
  while (at < out.length) {
    const section = out[at++];
    const size = number();
    const end = at + size;
    if (section === IMPORT_SECTION) {
      for (let left = number(); left > 0; left--) {
        skipName();
        skipName();
        const kind = out[at++];
        if (kind === KIND.function) number();
        else if (kind === KIND.table) {
          at++;
          limits();
        } else if (kind === KIND.memory) {
          flags.push(at);
          limits();
        } else if (kind === KIND.global) at += 2;
        else throw new Error(`unknown import kind ${kind} in the WebAssembly module`);
      }
    }
    at = end;
  }
  const [flag] = flags;
  if (flags.length !== 1 || flag === undefined || out[flag] !== SHARED_WITH_MAXIMUM) {
    throw new Error('expected exactly one imported shared memory in the WebAssembly module');
  }
  out[flag] = WITH_MAXIMUM;
  return out;
}
