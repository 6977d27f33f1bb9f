import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolName, ToolVerdict } from '../../fixtures/recipes/tool-verdicts.ts';
import type { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import type { Value } from '../../src/regf/value.ts';
import * as hivexml from './native-hivexml.ts';
import * as regfexport from './native-regfexport.ts';
import * as reglookup from './native-reglookup.ts';

/** Readers of hives that nobody here wrote, from Debian packages. */

/** What a tool prints as rows that can be compared; how the same row looks when our reader makes it. */
export interface NativeTool {
  readonly package: string;
  /** Rows of the tool's output, one for each key and value. */
  readonly rows: (output: string) => readonly string[];
  readonly keyRow: (path: readonly string[], key: Key) => string;
  readonly valueRow: (path: readonly string[], value: Value) => string;
}

const TOOLS: Record<ToolName, NativeTool> = { hivexml, regfexport, reglookup };

/** Twenty seconds of processor time, however busy the machine is, and 32 MiB of output: far more than any fixture needs. */
const LIMITED = 'ulimit -t 20; ulimit -f 65536; exec "$0" "$1"';
const LIMIT_SIGNALS: readonly string[] = ['SIGXCPU', 'SIGXFSZ', 'SIGKILL'];

/** What a shell answers when there is no such program. */
const NO_SUCH_PROGRAM = 127;

/**
 * @param reader what hivemend makes of the file; undefined where it refuses it, and then nothing can agree.
 * @throws Error when the tool is not installed.
 */
export function judgeWith(name: ToolName, file: string, reader: HiveReader | undefined): ToolVerdict {
  const tool = TOOLS[name];
  const { run, output } = runTool(name, file);
  if (run.error !== undefined) throw run.error;
  if (run.status === NO_SUCH_PROGRAM) throw new Error(`${name} is missing: apt install ${tool.package}`);
  if (run.signal !== null) return LIMIT_SIGNALS.includes(run.signal) ? 'hangs' : 'crashes';
  if (run.status !== 0) return 'refuses';
  if (reader === undefined) return 'reads';
  const wanted = [...rowsOf(reader, tool)].sort();
  return JSON.stringify([...tool.rows(output)].sort()) === JSON.stringify(wanted) ? 'agrees' : 'reads';
}

/** hivexml opens /dev/stdout anew, which only a file stands: Node's pipes are sockets. */
function runTool(name: ToolName, file: string) {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-'));
  const outputFile = join(folder, 'output');
  const stdout = openSync(outputFile, 'w');
  try {
    const run = spawnSync('/bin/sh', ['-c', LIMITED, name, file], {
      stdio: ['ignore', stdout, 'ignore'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return { run, output: run.status === 0 ? readFileSync(outputFile, 'utf8') : '' };
  } finally {
    closeSync(stdout);
    rmSync(folder, { recursive: true });
  }
}

/** Every row of a hive as the tool should list it. For the eye, when a verdict is not the expected one. */
export function differingRows(name: ToolName, output: string, reader: HiveReader): readonly string[] {
  const wanted = new Set(rowsOf(reader, TOOLS[name]));
  const found = new Set(TOOLS[name].rows(output));
  return [
    ...[...wanted].filter((row) => !found.has(row)).map((row) => `- ${row}`),
    ...[...found].filter((row) => !wanted.has(row)).map((row) => `+ ${row}`),
  ];
}

function* rowsOf(reader: HiveReader, tool: NativeTool): Generator<string, void, void> {
  const pending: { readonly key: Key; readonly path: readonly string[] }[] = [
    { key: reader.root(), path: [] },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { key, path } = next;
    yield tool.keyRow(path, key);
    for (const value of key.values()) yield tool.valueRow(path, value);
    for (const subkey of key.subkeys()) pending.push({ key: subkey, path: [...path, subkey.name] });
  }
}
