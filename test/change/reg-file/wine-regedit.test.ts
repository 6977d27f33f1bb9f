import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRegFile } from '../../../src/change/reg-file/parse-reg-file.ts';
import type { RegFile } from '../../../src/change/reg-file/reg-file.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import { binary, dword, key, multiText, qword, text } from '../../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import { exportHive, linesOfFile } from '../../support/reg-file-tree.ts';
import { makeWorkerPrefix } from '../../support/wine.ts';
import { haveWine } from '../../support/wine-ready.ts';
import { V4, V5, valuesOf, wide } from './said.ts';

/** Our files read by a regedit that nobody here wrote, and the same lines read by it and by us. */

const KEY = 'HKEY_CURRENT_USER\\Software\\hivemend';

let folder: string;
let drive: { readonly letter: string; remove(): void };

describe.skipIf(!haveWine)("Wine's regedit", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hivemend-'));
    drive = makeWorkerPrefix().addDrive(folder);
  });

  afterAll(() => {
    drive.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads our export, value by value', { timeout: 120_000 }, () => {
    const root = key('ROOT', {
      values: [
        text('', 'default "value" in C:\\'),
        text('quoted "name" \\ too', 'größe 日本語 €'),
        dword('dword', 0xdeadbeef),
        qword('qword', 0x0123456789abcdefn),
        binary(
          'long',
          Uint8Array.from({ length: 300 }, (_, i) => i),
        ),
        binary('n'.repeat(120), Uint8Array.of(1, 2, 3)),
        multiText('multi', ['one', 'two']),
        text('expand', '%SystemRoot%\\x', 2),
        { name: 'odd type', type: 0xabcd, data: Uint8Array.of(9) },
        { name: 'none', type: 0, data: new Uint8Array(0) },
      ],
      keys: [
        key('日本語 [x] "y"', { keys: [key('below')] }),
        key('a_'),
        key('aB', { values: [dword('x', 1)] }),
      ],
    });
    const reader = new HiveReader(buildHive({ root }).bytes, 'HIVE');
    const { bytes } = exportHive(reader, KEY);
    expect(linesOfFile(throughWine(bytes)).sort()).toEqual(
      linesOfFile(parseRegFile(bytes, 'ours.reg')).sort(),
    );
  });

  it('makes the same of a line', { timeout: 120_000 }, () => {
    const bytes = new Uint8Array(Buffer.from(`${V4}[${KEY}]\n${LINES.join('\n')}\n`));
    expect(left(throughWine(bytes))).toEqual(left(parseRegFile(bytes, 'ours.reg', { codePage: 1252 })));
  });

  it('makes the same of a line in UTF-16', { timeout: 120_000 }, () => {
    const bytes = wide(`${V5}[${KEY}]\n${LINES.join('\n')}\n`);
    expect(left(throughWine(bytes))).toEqual(left(parseRegFile(bytes, 'ours.reg')));
  });
});

/** The values that are there at the end. */
function left(file: RegFile): readonly [string, string][] {
  const values = Object.entries(valuesOf(file)).filter(([, content]) => content !== 'deleted');
  return values.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What is in the registry once Wine has imported the file. */
function throughWine(bytes: Uint8Array): RegFile {
  const { environment } = makeWorkerPrefix();
  const regedit = (...args: readonly string[]): void => {
    const { status, error } = spawnSync('wine', ['regedit', ...args], { env: environment, stdio: 'ignore' });
    if (error !== undefined) throw error;
    expect(status).toBe(0);
  };
  const clear = join(folder, 'clear.reg');
  writeFileSync(clear, wide(`${V5}[-${KEY}]\n`));
  writeFileSync(join(folder, 'ours.reg'), bytes);
  regedit('/S', `${drive.letter}:\\clear.reg`);
  regedit('/S', `${drive.letter}:\\ours.reg`);
  regedit('/E', `${drive.letter}:\\wine.reg`, KEY);
  return parseRegFile(new Uint8Array(readFileSync(join(folder, 'wine.reg'))), 'wine.reg');
}

/** Right and wrong ones, without `\0` in text, at which Wine stops reading. Text among the bytes has its terminator: where it has none, Windows' call adds it, and we don't. */
const LINES = [
  '"a1"=dword:1',
  '"a2"=dword:0x1',
  '"a3"=dword:123456789',
  '"a4"=dword: 12 ;comment',
  '"a5"=dword:12#comment',
  '"a6"=dword:',
  '"a7"=DWORD:1',
  '  "b1"  =  "text"  ;comment',
  '"b2"="text" #comment',
  '"b3"="a \\"b\\" \\\\ c"',
  '"b4"="a"b"',
  '"b6"=text',
  '"b7"=',
  '@="default"',
  '"c1"=hex:1,2,ab',
  '"c2"=hex:100',
  '"c3"=hex:,1',
  '"c4"=hex:1,,2',
  '"c5"=hex:1,2,',
  '"c6"=hex:1 2',
  '"c7"=hex:1 , 2',
  '"c8"=hex: 1, 2 ;comment',
  '"c9"=hex:1/',
  '"d1"=hex:1,\\',
  '  2',
  '"d2"=hex:1\\',
  '  2',
  '"d3"=hex:1,\\;comment',
  '  ;comment',
  '',
  '  2',
  '"d4"=hex:1,\\#comment',
  '"d5"=hex:\\',
  '  1,2',
  '"d6"=hex:,\\',
  '  1,2',
  '"d7"=hex:1,\\',
  '  ,2',
  '"d8"=hex:1,\\',
  '#comment',
  '"d9"=hex:1,\\',
  '"swallowed"="x"',
  '"e1"=hex:1,  \\  ;comment',
  '  2',
  '"e2"=hex(0):1',
  '"e3"=hex(ffffffff):1',
  '"e4"=hex(100000000):1',
  '"e5"=hex(0x2):1',
  '"e6"=hex(x):1',
  '"e7"=hex(2):25,00,00,00',
  '"e8"=hex(7):41,00,00,00,00,00',
  '"e9"=HEX:1',
  '"f1"=-junk',
  '#"f2"="x"',
  '  ;"f3"="x"',
  'f4="x"',
  '"f5="x"',
  '"f6" "x"',
  '"f7"="x"',
  '"f7"=- ;comment',
  '"f8"="x"',
  '"f8"=- #comment',
  '""="other default"',
];
