import { unreadable } from './unreadable.ts';

/**
 * What a packed file may become. The demo plant's exports are packed to a sixth; deflate can pack zeros to a
 * thousandth, and a file that does so would fill the disk of the trainer from a few megabytes.
 */
const LIMITS = { ratio: 200, free: 64 * 1024 * 1024, most: 32 * 1024 ** 3, parts: 10_000 };

/** Throws `unreadable_file` where `unpacked` bytes are no plausible content of `packed` ones. */
export function refuseBomb(packed: number, unpacked: number): void {
  if (unpacked > LIMITS.most)
    throw unreadable(`unpacked it is larger than ${LIMITS.most / 1024 ** 3} GB. Split it by months.`);
  if (unpacked > LIMITS.free && unpacked > LIMITS.ratio * packed)
    throw unreadable(`unpacked it is more than ${LIMITS.ratio} times as large: no export of a plant is.`);
}

/** Throws `unreadable_file` for a workbook of more parts than any program writes. */
export function refuseParts(parts: number): void {
  if (parts > LIMITS.parts) throw unreadable(`it has more than ${LIMITS.parts} parts.`);
}
