import ts from 'typescript'

/** A function with the lines that it takes, from its first word to its closing brace. */
export interface MeasuredFunction {
  readonly name: string
  /** Counted from 1. */
  readonly line: number
  readonly lines: number
}

/** What one file says about its structure. */
export interface ReadSource {
  /** What it imports or exports on, for types as well as for values, at load or later. */
  readonly specifiers: readonly string[]
  readonly functions: readonly MeasuredFunction[]
}

/** Reads TypeScript by its syntax alone. */
export function readSource(path: string, text: string): ReadSource {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind)
  const specifiers: string[] = []
  const functions: MeasuredFunction[] = []
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node)
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) specifiers.push(specifier.text)
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined)
      functions.push(measureFunction(source, node))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { specifiers, functions }
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0]
  return undefined
}

function measureFunction(source: ts.SourceFile, node: ts.SignatureDeclaration): MeasuredFunction {
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line
  const first = lineAt(node.getStart(source))
  return {
    name: nameOf(source, node),
    line: first + 1,
    lines: lineAt(node.getEnd()) - first + 1,
  }
}

/** Its own name, or that of what it is assigned to. */
function nameOf(source: ts.SourceFile, node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText(source)
  const { parent } = node
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText(source)
  return 'a function without a name'
}
