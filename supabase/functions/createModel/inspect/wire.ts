/** The bytes are no Protocol Buffers message. */
export class WireError extends Error {}

/** Told of each field: `value` of a number, or where the bytes of a text, list or message begin and end. */
export type Visit = (field: number, part: { value: number } | { from: number; to: number }) => void;

/**
 * Walks the fields of one message between `from` and `to`: no recursion, no copies, O(bytes). A reader of its own, as
 * ONNX Runtime's builds a whole model before anybody can look at it. Numbers of fixed width come as places.
 * @throws WireError where a field is cut, of an unknown form, or reaches beyond the message.
 */
export function walk(bytes: Uint8Array, from: number, to: number, visit: Visit): void {
  for (let at = from; at < to;) {
    const key = varint(bytes, at, to);
    at = key.next;
    const field = Math.floor(key.value / 8);
    if (field < 1 || field > 536_870_911) throw new WireError(`there is no field ${field}`);
    const form = key.value % 8;
    if (form === 0) {
      const number = varint(bytes, at, to);
      at = number.next;
      visit(field, { value: number.value });
      continue;
    }
    let length = form === 1 ? 8 : form === 5 ? 4 : -1;
    if (form === 2) {
      const told = varint(bytes, at, to);
      at = told.next;
      length = told.value;
    }
    if (length < 0) throw new WireError(`field ${field} is of no known form`);
    if (length > to - at) throw new WireError(`field ${field} is cut off`);
    visit(field, { from: at, to: at + length });
    at += length;
  }
}

/** The numbers of a packed list. */
export function packed(bytes: Uint8Array, from: number, to: number, each: (value: number) => void): void {
  for (let at = from; at < to;) {
    const number = varint(bytes, at, to);
    each(number.value);
    at = number.next;
  }
}

/** Exact up to 2^53, signed as int64: no count or place is larger. */
function varint(bytes: Uint8Array, from: number, to: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; at < to && at < from + 10; at++) {
    const byte = bytes[at]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value: value >= 2 ** 63 ? value - 2 ** 64 : value, next: at + 1 };
    scale *= 128;
  }
  throw new WireError('a number is cut off');
}
