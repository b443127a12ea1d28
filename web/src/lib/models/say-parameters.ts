import { formatNumber, formatPercent } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

const said: Record<string, (value: number) => string> = {
  learningRate: (value) => m.parameter_learning_rate({ value: formatNumber(value) }),
  maxDepth: (value) => m.parameter_max_depth({ value: formatNumber(value) }),
  maxLeaves: (value) => m.parameter_max_leaves({ value: formatNumber(value) }),
  l2: (value) => m.parameter_l2({ value: formatNumber(value) }),
  minChildWeight: (value) => m.parameter_min_child_weight({ value: formatNumber(value) }),
  rowSample: (value) => m.parameter_row_sample({ value: formatPercent(value) }),
  columnSample: (value) => m.parameter_column_sample({ value: formatPercent(value) }),
};

const places = Object.keys(said);

/** A trial's parameters in one line, in one order whatever the database made of it; an unknown one by its name. */
export const sayParameters = (parameters: Record<string, number>): string =>
  Object.entries(parameters)
    .sort(([a], [b]) => places.indexOf(a) - places.indexOf(b))
    .map(([name, value]) => said[name]?.(value) ?? `${name} ${formatNumber(value)}`)
    .join(' · ');
