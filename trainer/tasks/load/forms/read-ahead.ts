/**
 * The items of a source, of which up to `most` are made while the reader is at an earlier one. A source that is an async
 * generator makes one after the other, whatever is asked for.
 */
export async function* readAhead<T>(
  items: AsyncIterable<T>,
  most: number,
): AsyncGenerator<T, void, undefined> {
  const source = items[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<T>>[] = [];
  try {
    for (;;) {
      while (asked.length <= most) {
        const next = source.next();
        next.catch(() => undefined); // told when its turn comes
        asked.push(next);
      }
      const item = await asked.shift();
      if (!item || item.done) return;
      yield item.value;
    }
  } finally {
    await source.return?.();
  }
}
