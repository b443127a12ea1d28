import { FEATURE_BY_NAME } from '../../../../shared/features/catalogue.ts';
import type { ModelInput } from '../../_shared/onnx/model.ts';
import { failed, ok, type Finding } from './finding.ts';

/**
 * Whether `predict` can give the model what it asks for: every input is a feature of the catalogue as this runtime knows
 * it, of its type, and the inputs are those that were registered. A feature may have gone since then.
 */
export function checkInputs(declared: readonly ModelInput[], registered: readonly ModelInput[]): Finding {
  for (const { name, type } of declared) {
    const feature = FEATURE_BY_NAME.get(name);
    if (!feature) return failed(`Its input "${name}" is no feature of the catalogue.`);
    const wanted = feature.kind === 'category' ? 'string' : 'float';
    if (type !== wanted) return failed(`Its input "${name}" is ${type}; the feature is ${wanted}.`);
  }
  const said = (inputs: readonly ModelInput[]) => inputs.map(({ name, type }) => `${name} ${type}`);
  const before = new Set(said(registered));
  const now = new Set(said(declared));
  const other = [...before, ...now].filter((input) => !before.has(input) || !now.has(input));
  if (other.length > 0) return failed(`Its inputs are not those that were registered: ${other.join(', ')}.`);
  return ok(`All ${declared.length} inputs are features of the catalogue, as registered.`);
}
