/** Writes one line of JSON a happening on standard output. Callers give ids, counts and sentences, never row contents. */
export function logLine(event: string, fields: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
}
