import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A hivemend to be measured. */
export interface Program {
  readonly name: 'executable' | 'bundle';
  /** Its command line without arguments. */
  readonly command: readonly [string, ...string[]];
  /** The Node that it runs on. */
  readonly node: string;
}

/**
 * The executable for this machine, which is what people run, and the bundle on this Node, from which it is made.
 * @throws Error when they are not built
 */
export function programsToMeasure(): { readonly executable: Program; readonly bundle: Program } {
  const machine = `linux-${process.arch}`;
  const file = resolve('dist', `hivemend-${machine}`);
  const bases = resolve('build', 'package', 'bases');
  const node = join(bases, machine, 'node_modules', `node-${machine}`, 'bin', 'node');
  const script = resolve('build', 'hivemend.cjs');
  for (const path of [file, node, script])
    if (!existsSync(path)) throw new Error(`${path} is missing: scripts/package makes it`);
  return {
    executable: { name: 'executable', command: [file], node },
    bundle: { name: 'bundle', command: [process.execPath, script], node: process.execPath },
  };
}
