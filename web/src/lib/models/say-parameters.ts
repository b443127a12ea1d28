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

/** A trial's parameters in one line; one without words of its own by its name. */
export const sayParameters = (parameters: Record<string, number>): string =>
  Object.entries(parameters)
    .map(([name, value]) => said[name]?.(value) ?? `${name} ${formatNumber(value)}`)
    .join(' · ');
