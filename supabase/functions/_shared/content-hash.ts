import { createHash } from 'node:crypto';

/** The content's name: sha256, hex. */
export const contentHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
