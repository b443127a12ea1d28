import type { TreeExplainer } from '../../../shared/trees/explain.ts';
import { serviceClient } from './caller.ts';
import type { Environment } from './environment.ts';
import { downloadModel, explainers } from './models.ts';

/** Where a model's tree file is; both null for a model without one. */
export interface TreeFile {
  treesPath: string | null;
  treesSha256: string | null;
}

/**
 * What explains a model's answers; null without a tree file, and also when it cannot be had: the gate gets its decision,
 * and a comparison its figures, with the reasons of a model without.
 */
export async function explainerOf(
  { treesPath, treesSha256 }: TreeFile,
  environment: Environment,
): Promise<TreeExplainer | null> {
  if (!treesPath || !treesSha256) return null;
  try {
    return await explainers.get(treesSha256, () =>
      downloadModel(serviceClient(environment), treesPath, treesSha256),
    );
  } catch (error) {
    console.error(`${treesPath}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
