/**
 * The order in which categories become the numbers 0, 1, 2, …: by their share of positive rows in the training part
 * (ties by name), so that `code <= t` parts high-risk categories from low-risk ones, which for one node is the best
 * of all subsets (Fisher, 1958), and one LabelEncoder and one comparison express it in ONNX.
 * Only the order comes from the label, never a rate. Categories in fewer than `minRows` rows, and the empty
 * string, are left out: they, and every category never seen, are missing values.
 */
export function orderCategories(values: readonly string[], label: Uint8Array, minRows: number): string[] {
  const counts = new Map<string, { rows: number; positives: number }>();
  for (let i = 0; i < values.length; i++) {
    const category = values[i]!;
    if (category === '') continue;
    let count = counts.get(category);
    if (!count) counts.set(category, (count = { rows: 0, positives: 0 }));
    count.rows++;
    count.positives += label[i]!;
  }
  return [...counts]
    .filter(([, count]) => count.rows >= minRows)
    .map(([category, count]) => ({ category, rate: count.positives / count.rows }))
    .sort((a, b) => a.rate - b.rate || (a.category < b.category ? -1 : 1))
    .map(({ category }) => category);
}
