/**
 * How values travel between REST and Postgres, where lite differs from PostgREST:
 * - json and jsonb arguments arrive as JSON text already, and lite's driver would encode the text once more, so that
 *   `->>` gives NULL. Real behaviour: an object is an object.
 * - numeric comes as text. Real: a JSON number.
 * - timestamptz and timestamp come as Postgres prints them. Real: ISO 8601, with the zone for timestamptz.
 */
const encodeJson = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const decodeJson = (text: string): unknown => JSON.parse(text);

/** `2026-11-23 13:00:00.5+00` → `2026-11-23T13:00:00.5+00:00`; infinity stays. */
export function isoTime(text: string): string {
  const iso = text.replace(/^(\d{4,}-\d\d-\d\d) /, '$1T');
  return iso.replace(/([+-]\d\d)$/, '$1:00');
}

export const columnTypes = {
  json: { to: 114, from: [114], serialize: encodeJson, parse: decodeJson },
  jsonb: { to: 3802, from: [3802], serialize: encodeJson, parse: decodeJson },
  numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
  timestamp: { to: 1114, from: [1114], serialize: String, parse: isoTime },
  timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoTime },
};
