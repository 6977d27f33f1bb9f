import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, projectWithLibrary, putHive, runIn } from '../support/packed-library.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let project: string;
beforeAll(() => {
  project = projectWithLibrary();
  putHive('dirty-two-logs', join(project, 'SOFTWARE'));
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

const node = (...args: string[]): string => runIn(project, process.execPath, args);

/** The first block of JavaScript of a page, and what its last comment says that it prints. */
function exampleOf(page: string): { readonly code: string; readonly printed: string } {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, page), 'utf8')) ?? [];
  const [, printed = ''] = /\/\/ (.*)\n$/.exec(code) ?? [];
  return { code, printed };
}

describe('the packed package', () => {
  it.each(['README.md', 'README.ja.md'])('reads a dirty hive in the ten lines of %s', (page) => {
    const { code, printed } = exampleOf(page);
    expect(code.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10);
    writeFileSync(join(project, 'readme.mjs'), code);
    expect(node('readme.mjs')).toBe(`${printed}\n`);
    expect(printed).toBe('replayed 2');
  });

  it('is there for CommonJS by import()', () => {
    const code = `
      (async () => {
        const { hiveKindOf, HiveReader, isHiveError } = await import('hivemend/regf');
        const bytes = require('node:fs').readFileSync('SOFTWARE');
        console.log(hiveKindOf(new HiveReader(bytes, 'SOFTWARE')));
        try { new HiveReader(bytes.subarray(0, 100), 'CUT'); } catch (error) { console.log(error.code, isHiveError(error)); }
      })();`;
    writeFileSync(join(project, 'common.cjs'), code);
    expect(node('common.cjs')).toBe('SOFTWARE\nhive-truncated true\n');
  });

  it('has one HiveError for all doors', () => {
    const code = `
      import * as all from 'hivemend';
      import * as regf from 'hivemend/regf';
      import * as replay from 'hivemend/replay';
      import * as hivex from 'hivemend/hivex';
      import * as change from 'hivemend/change';
      console.log(new Set([all, regf, replay, hivex, change].map((door) => door.HiveError)).size);`;
    writeFileSync(join(project, 'errors.mjs'), code);
    expect(node('errors.mjs')).toBe('1\n');
  });

  it('has hivex inside, which reads what replay gives', () => {
    const code = `
      import { readFileSync } from 'node:fs';
      import { loadBundledHivex, readHive } from 'hivemend/hivex';
      import { openHive, sourceOfBytes } from 'hivemend/replay';
      const file = (path) => sourceOfBytes(readFileSync(path), path);
      const { hive } = await openHive(file('SOFTWARE'), [file('SOFTWARE.LOG1'), file('SOFTWARE.LOG2')]);
      const hivex = await loadBundledHivex();
      const names = await readHive(hivex, hive, (open) => open.children(open.root()).map((key) => open.nodeName(key)));
      console.log(hivex.version, names.includes('Microsoft'));`;
    writeFileSync(join(project, 'hivex.mjs'), code);
    const { hivex } = JSON.parse(readFileSync(join(ROOT, 'wasm/hivex.lock.json'), 'utf8'));
    expect(node('hivex.mjs')).toBe(`${hivex} true\n`);
  });

  it('has the command', () => {
    const told = JSON.parse(
      runIn(project, 'npm', ['exec', '--offline', '--', 'hivemend', 'version', '--json']),
    );
    expect(told.result.hivemend).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
  });

  it('needs no other package, and says what is in it', () => {
    const manifest = JSON.parse(readFileSync(join(project, 'node_modules/hivemend/package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('private');
    expect(readdirSync(join(project, 'node_modules')).sort()).toEqual([
      '.bin',
      '.package-lock.json',
      '@types',
      'hivemend',
      'undici-types',
    ]);
    const licences = join(project, 'node_modules/hivemend/build/library/THIRD-PARTY-LICENSES.txt');
    expect(readFileSync(licences, 'utf8')).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });

  it('reads and edits hives without anything of Node', () => {
    const folder = join(project, 'node_modules/hivemend/build/library');
    const reached = new Set(['regf.js', 'replay.js', 'hivex.js', 'change.js']);
    const outside: string[] = [];
    for (const name of reached) {
      const text = readFileSync(join(folder, name), 'utf8');
      for (const [, specifier = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)) {
        if (specifier.startsWith('./')) reached.add(join(dirname(name), specifier));
        else outside.push(specifier);
      }
    }
    expect(reached.size).toBeGreaterThan(2);
    expect(outside).toEqual([]);
  });
});

describe('the examples', () => {
  beforeAll(() => {
    cpSync(join(ROOT, 'docs/examples'), join(project, 'examples'), { recursive: true });
    compile(project, ['-p', 'examples']);
  });
  const example = (name: string, ...args: string[]): string =>
    node(join('examples/built', `${name}.js`), ...args);

  it('compile where declarations are checked as well, and no types of Node are known', () => {
    const names =
      "import { openHive } from 'hivemend/replay';\nimport * as regf from 'hivemend/regf';\nimport * as change from 'hivemend/change';\nexport { change, openHive, regf };\n";
    writeFileSync(join(project, 'types.ts'), names);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', ''];
    expect(compile(project, [...options, '--lib', 'es2023', 'types.ts'])).toBe('');
  });

  it('read a key', () => {
    const told = example(
      'read-key',
      'SOFTWARE',
      'Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device',
    );
    expect(told).toContain('SOFTWARE.LOG1: ');
    expect(told).toContain('  DevicePasswordLessBuildVersion REG_DWORD: 2\n');
    expect(() => example('read-key', 'SOFTWARE.LOG1')).toThrow();
  });

  it('edit a hive', () => {
    const told = example('edit-hive', 'SOFTWARE', 'NEW').split('\n');
    expect(told).toContain('key-created Example Company\\Settings ');
    expect(told).toContain('value Example Company\\Settings Greeting');
    const key = example('read-key', 'NEW', 'Example Company\\Settings');
    expect(key).toContain('  Greeting REG_SZ: こんにちは\n  Count REG_DWORD: 3\n');
    expect(example('compare-hives', 'NEW', 'NEW')).toMatch(/^NEW: 0 damages\n/);
  });

  it('compare hives', () => {
    const told = example('compare-hives', 'SOFTWARE', 'SOFTWARE');
    expect(told).toMatch(/^SOFTWARE: 1 damages\n {2}sequence-numbers-differ at 8, base block\n/);
    expect(told).not.toContain('value-changed');
  });

  it('repair and undo', () => {
    const disk = join(project, 'disk');
    fillSampleDisk(disk);
    const before = snapshotOf(disk).get(SOFTWARE);
    const told = example('repair-and-undo', disk);
    expect(told).toContain('needs a repair\nbefore: DevicePasswordLessBuildVersion (REG_DWORD) = 2\n');
    expect(told).toContain('repair: changed 1 keys\nafter: DevicePasswordLessBuildVersion (REG_DWORD) = 0\n');
    expect(told).toContain('backups: 1\nundo: restored\n');
    expect(snapshotOf(disk).get(SOFTWARE)).toBe(before);
  });
});
