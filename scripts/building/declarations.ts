import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * What TypeScript declares of these sources and of all that they import, by paths from src/. The compiler leaves names of sources in
 * declarations (`./a.ts`); here they become those of modules (`./a.js`), by which every TypeScript finds `./a.d.ts`.
 * @param doors paths from the repository's root
 */
export function declarationsOf(root: string, doors: readonly string[]): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(root, 'build/types-'));
  try {
    const compiler = join(root, 'node_modules/.bin/tsc');
    const options = ['-p', join(root, 'scripts/building/tsconfig.library.json'), '--outDir', folder];
    execFileSync(compiler, options, { stdio: ['ignore', 2, 2] });
    const reached = new Map<string, string>();
    const pending = doors.map((door) => join(folder, relative('src', asDeclaration(door))));
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      const name = relative(folder, path);
      if (reached.has(name)) continue;
      const text = readFileSync(path, 'utf8');
      reached.set(name, text.replace(RELATIVE, '$1$2.js$3'));
      for (const [, , specifier = ''] of text.matchAll(RELATIVE)) pending.push(found(path, specifier));
    }
    return new Map([...reached].sort(([one], [other]) => (one < other ? -1 : 1)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A relative name of a source, as it stands behind `from`, in `import(...)`, and where a module's interface is added to. */
const RELATIVE = /((?:\bfrom|\bimport|\bdeclare module)\s*\(?\s*['"])(\.[^'"]*)\.ts(['"])/g;

const asDeclaration = (source: string): string => source.replace(/\.ts$/, '.d.ts');

function found(importer: string, specifier: string): string {
  const path = join(dirname(importer), `${specifier}.d.ts`);
  if (!existsSync(path)) throw new Error(`${importer} imports ${specifier}.ts, which has no declarations`);
  return path;
}
