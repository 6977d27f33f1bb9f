import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { text } from 'node:stream/consumers';
import { AHEAD } from '../packaging/entry.ts';

/**
 * Names the places of a stack that hivemend printed: `node scripts/building/run-ts.mjs scripts/tools/read-stack.ts < REPORT`, on the
 * commit that the report names, after `npm run build`. The same commit gives the same bytes, and so the same places.
 */

const MAP = 'build/hivemend.cjs.map';

const map = new SourceMap(JSON.parse(readFileSync(MAP, 'utf8')));

for (const line of (await text(process.stdin)).split('\n')) {
  console.log(line.replace(/([^\s(]*)hivemend\.cjs:(\d+):(\d+)/, place));
}

function place(all: string, folder: string, line: string, column: string): string {
  // So an executable names it, whose program has something before it.
  const ahead = folder === '' && line === '1' ? AHEAD.length : 0;
  // Stacks count from 1, source maps from 0.
  const found = map.findEntry(Number(line) - 1, Number(column) - 1 - ahead);
  if (!('originalSource' in found)) return all;
  const { originalSource, originalLine, originalColumn } = found;
  return `${originalSource.replace(/^(\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`;
}
