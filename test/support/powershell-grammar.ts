import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

/**
 * What is wrong with a script by the grammar of PowerShell that editors use, as lines; PowerShell itself is not to be had from
 * Debian or npm.
 */
export async function powershellMistakes(script: string): Promise<readonly string[]> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(
    await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')),
  );
  const tree = parser.parse(script);
  return tree === null ? ['not parsed'] : mistakesIn(tree.rootNode);
}

function mistakesIn(node: Node): string[] {
  if (!node.hasError) return [];
  const inner = node.children.flatMap((child) => (child === null ? [] : mistakesIn(child)));
  return inner.length > 0 ? inner : [`line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`];
}
