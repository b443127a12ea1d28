import ts from 'typescript';

/** What a module asks for. */
export interface Imports {
  /** Specifiers of imports and exports, `import('literal')` and types included: the CLI sends these too. */
  specifiers: string[];
  /** What no upload can follow: `import()` of what is only known at run time. */
  unfollowed: string[];
}

/** Read from the syntax tree: what stands in a comment or in a text is no import. */
export function importsOf(path: string, text: string): Imports {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const specifiers: string[] = [];
  const unfollowed: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
        specifiers.push(node.moduleSpecifier.text);
      }
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [asked] = node.arguments;
      if (asked && ts.isStringLiteral(asked)) specifiers.push(asked.text);
      else unfollowed.push(text.slice(node.pos, node.end).trim());
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { specifiers, unfollowed };
}
