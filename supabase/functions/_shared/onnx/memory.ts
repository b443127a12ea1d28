/**
 * What models may take, in WebAssembly's pages of 64 KiB: 128 MiB of a function's 256 MB. A model that asks for more while it
 * is loaded or run fails by itself, and the function goes on; without a bound it would be ended. Three models of 300 trees and
 * 26,000 cars take 28 MiB; one of 500,000 nodes would take 207.
 */
export const MEMORY_PAGES = 2048;
