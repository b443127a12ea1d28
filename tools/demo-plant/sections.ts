/** One file's share of the cars: numbers `from` to `to` - 1, of which those below `own` are in the file before too. */
export interface Section {
  from: number;
  own: number;
  to: number;
}

/** Whether car `i` of `cars` is one of the `chosen` that are spread evenly over all. */
export const isChosen = (i: number, chosen: number, cars: number): boolean =>
  Math.floor(((i + 1) * chosen) / cars) > Math.floor((i * chosen) / cars);

/** Cuts the cars into `parts` files of which each begins with the last `overlap` share of the one before. */
export function sections(cars: number, parts: number, overlap: number): Section[] {
  const cut = (part: number) => Math.round((cars * part) / parts);
  return Array.from({ length: parts }, (_, part) => {
    const own = cut(part);
    const repeated = part === 0 ? 0 : Math.ceil((own - cut(part - 1)) * overlap);
    return { from: own - repeated, own, to: cut(part + 1) };
  });
}
