import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { haveImages, type ImagePlace, wimlib, withImagePlace } from '../support/image-place.ts';
import { fillSampleDisk, SOFTWARE } from '../support/sample-disk.ts';

/** Changes that are carried into a WIM by an append, as wimlib sees them: see src/imaging/wim/carry-in.ts. */

const CONFIG = 'Windows/System32/config';

/** The Windows twice, the first started from, with an integrity table. */
function makeWim(place: ImagePlace, ...options: string[]): string {
  const wim = place.at('install.wim');
  fillSampleDisk(place.at('pc'));
  wimlib('capture', place.at('pc'), wim, 'Pro', '--check', '--boot', ...options);
  wimlib('append', place.at('pc'), wim, 'Home');
  return wim;
}

/** What wimlib tells of a file. */
function traits(wim: string, index: number, path: string): Record<string, string> {
  const listed = wimlib('dir', wim, String(index), '--detailed', `--path=/${path}`);
  return Object.fromEntries(
    [...listed.matchAll(/^(.+?)\s+= (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Every file of an image with its contents. */
function contents(place: ImagePlace, wim: string, index: number): Record<string, string> {
  const folder = place.at('applied');
  execFileSync('rm', ['-rf', folder]);
  wimlib('apply', wim, String(index), folder, '--no-acls');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = `${parentPath}/${name}`;
      return [path.slice(folder.length + 1), readFileSync(path).toString('base64')];
    }),
  );
}

const setting = async (place: ImagePlace, wim: string, image: number): Promise<number | undefined> =>
  (await place.run(['check', wim, '--image', String(image)])).exitCode;

const verifies = (wim: string): boolean => /successfully verified/.test(wimlib('verify', wim));

describe.runIf(haveImages)('a change that is appended to a WIM', () => {
  it.each(['LZX', 'XPRESS', 'LZMS', 'none'])('packed as %s leaves all else as it is', (packing) =>
    withImagePlace(async (place) => {
      const wim = makeWim(place, `--compress=${packing}`);
      const old = readFileSync(wim);
      const before = contents(place, wim, 1);
      const hive = traits(wim, 1, SOFTWARE);
      const other = traits(wim, 2, SOFTWARE);
      expect(hive['Reference Count']).toBe('2');
      const repaired = await place.run(['repair', wim, '--image', '1']);
      expect(repaired.exitCode, repaired.stderr).toBe(0);
      expect(verifies(wim)).toBe(true);
      // The header is the only thing that was written over.
      expect(readFileSync(wim).subarray(208, old.length).equals(old.subarray(208))).toBe(true);
      expect(traits(wim, 2, SOFTWARE)).toEqual({ ...other, 'Reference Count': '1' });
      const { 'Creation Time': created, 'Security ID': security, ...changed } = traits(wim, 1, SOFTWARE);
      expect([created, security]).toEqual([hive['Creation Time'], hive['Security ID']]);
      expect(changed['Reference Count']).toBe('1');
      const after = contents(place, wim, 1);
      const others = Object.keys(before).filter((path) => before[path] !== after[path]);
      expect(others.sort()).toEqual([SOFTWARE, `${CONFIG}/SOFTWARE.LOG1`]);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      expect(contents(place, wim, 2)).toEqual(before);
      expect(wimlib('info', wim)).toMatch(/Integrity info/);
      expect((await place.run(['undo', wim, '--image', '1'])).exitCode).toBe(0);
      expect(contents(place, wim, 1)).toEqual(before);
      // The contents that both images hold again are there once.
      const { Hash } = hive;
      expect(traits(wim, 1, SOFTWARE)).toMatchObject({ Hash, 'Reference Count': '2' });
      expect(verifies(wim)).toBe(true);
    }),
  );

  it('is taken on by wimlib: further images, exports, and a smaller file', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      expect((await place.run(['repair', wim])).exitCode).toBe(0);
      wimlib('append', place.at('pc'), wim, 'Third');
      wimlib('info', wim, '2', 'Renamed');
      wimlib('export', wim, '1', place.at('one.wim'), '--boot');
      const grown = statSync(wim).size;
      wimlib('optimize', wim, '--check');
      expect(statSync(wim).size).toBeLessThan(grown);
      for (const [image, exitCode] of [
        [1, 0],
        [2, 0],
        [3, 3],
      ] as const)
        expect(await setting(place, wim, image)).toBe(exitCode);
      expect((await place.run(['check', 'one.wim'])).exitCode).toBe(0);
      expect(verifies(wim) && verifies(place.at('one.wim'))).toBe(true);
    }));

  it('tells in the header where the metadata of the image lies that a machine is started from', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      expect((await place.run(['repair', wim])).exitCode).toBe(0);
      const bytes = readFileSync(wim);
      const [lookup, boot] = [48, 96].map((at) => Number(bytes.readBigUInt64LE(at + 8)));
      const own = bytes.subarray(lookup).indexOf(bytes.subarray(96, 120));
      expect(boot).toBeGreaterThan(0);
      expect(own % 50).toBe(0);
      expect(wimlib('info', wim)).toMatch(/Boot Index:\s+1/);
      expect(wimlib('info', wim)).toMatch(new RegExp(`^Size:\\s+${Number(bytes.readBigUInt64LE(80))} `, 'm'));
    }));

  it('takes a hive that grows, and its undo', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const before = contents(place, wim, 1);
      const key = 'HKLM\\SOFTWARE\\Grown';
      const args = ['add', wim, key, '--image', '1', '--value', 'Much', '--data', 'x'.repeat(60_000)];
      const added = await place.run(args);
      expect(added.exitCode, added.stderr).toBe(0);
      expect(verifies(wim)).toBe(true);
      const size = Number.parseInt(traits(wim, 1, SOFTWARE)['Uncompressed size'] ?? '', 10);
      expect(size).toBeGreaterThan(60_000);
      expect((await place.run(['query', wim, key, '--image', '1'])).stdout).toContain('xxx');
      expect((await place.run(['undo', wim, '--image', '1'])).exitCode).toBe(0);
      expect(contents(place, wim, 1)).toEqual(before);
      expect(verifies(wim)).toBe(true);
    }));

  it('needs no root, and no mount', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      asUser(place);
      for (const [verb, exitCode] of [
        ['check', 3],
        ['repair', 0],
        ['undo', 0],
      ] as const) {
        const ended = runAsUser(place, verb, wim);
        expect(ended.status, ended.stderr).toBe(exitCode);
      }
      expect(verifies(wim)).toBe(true);
    }));

  it('is refused before anything is backed up where the user may not write to the file', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      asUser(place);
      chownSync(wim, 0, 0);
      const { status, stdout } = runAsUser(place, 'repair', wim, '--image', '1', '--json');
      expect(status, stdout).toBe(15);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'access-denied', details: { path: wim } });
      expect(existsSync(place.at('hivemend-backups'))).toBe(false);
    }));

  it('is refused by one clear error where it takes a mount, and another user than root asks', () =>
    withImagePlace(async (place) => {
      mkdirSync(place.at('pc'));
      fillSampleDisk(place.at('pc'));
      linkSync(place.at('pc', `${SOFTWARE}.LOG2`), place.at('pc', 'second-name'));
      const wim = makeWim(place);
      writeFileSync(place.at('disk.vhd'), vhdFooter());
      asUser(place);
      // What may be mounted by others, too, is up to the machine: here nothing is.
      place.replaceProgram(
        'wimlib-imagex',
        'case $1 in mountrw) echo "fuse: denied" >&2; exit 6;; esac; exec $REAL "$@"',
      );
      const before = readFileSync(wim);
      for (const target of [wim, place.at('disk.vhd')]) {
        expect(runAsUser(place, 'repair', target, '--image', '1', '--lang', 'ja').stderr).toContain('sudo');
        const { status, stdout } = runAsUser(place, 'repair', target, '--image', '1', '--json');
        expect(status, stdout).toBe(15);
        expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code: 'image-takes-root' } });
      }
      expect(readFileSync(wim).equals(before)).toBe(true);
    }));

  it('is refused before anything is begun while wimlib has the WIM open to write', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      wimlib('mountrw', wim, '1', mkdir(place, 'mnt'));
      const { exitCode, stdout } = await place.run(['repair', wim, '--image', '2', '--json']);
      wimlib('unmount', place.at('mnt'));
      expect(exitCode).toBe(15);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'file-in-use', details: { path: wim } });
      expect((await place.run(['list-backups', wim, '--image', '2'])).exitCode).toBe(0);
      expect(existsSync(place.at('hivemend-backups'))).toBe(false);
    }));

  it('goes behind what a killed run left at the end', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      appendFileSync(wim, Buffer.alloc(5000, 'x'));
      expect(verifies(wim)).toBe(true);
      expect((await place.run(['repair', wim])).exitCode).toBe(0);
      expect(verifies(wim)).toBe(true);
      expect(await setting(place, wim, 2)).toBe(0);
    }));

  it('is not made where the tables of the WIM are damaged, which is told', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const whole = readFileSync(wim);
      const damaged = (change: (bytes: Buffer) => void) => {
        const bytes = Buffer.from(whole);
        change(bytes);
        writeFileSync(wim, bytes);
      };
      const lookup = Number(whole.readBigUInt64LE(56));
      const integrity = Number(whole.readBigUInt64LE(132));
      for (const change of [
        (bytes: Buffer) => bytes.writeBigUInt64LE(1n << 50n, 56),
        (bytes: Buffer) => bytes.writeUInt8(49, 48),
        (bytes: Buffer) => bytes.writeBigUInt64LE(1n << 52n, lookup + 8),
        (bytes: Buffer) => bytes.writeUInt32LE(7, integrity + 4),
      ]) {
        damaged(change);
        const before = readFileSync(wim);
        const { exitCode, stdout } = await place.run(['repair', wim, '--image', '1', '--json']);
        expect([12, 15], stdout).toContain(exitCode);
        expect(JSON.parse(stdout).disk).toBe('unchanged');
        expect(readFileSync(wim).equals(before)).toBe(true);
      }
    }));
});

function mkdir(place: ImagePlace, name: string): string {
  mkdirSync(place.at(name));
  return place.at(name);
}

const USER = 1000;

/** All of the place becomes that of another user. */
function asUser(place: ImagePlace): void {
  execFileSync('chown', ['-R', `${USER}:${USER}`, place.folder]);
  copyFileSync(new URL('../../build/hivemend.cjs', import.meta.url), place.at('hivemend.cjs'));
  chmodSync(place.at('hivemend.cjs'), 0o644);
}

function runAsUser(place: ImagePlace, ...args: string[]) {
  const user = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'];
  const { PATH } = process.env;
  const env = { ...process.env, TMPDIR: place.at('tmp'), PATH: `${place.at('programs')}:${PATH}` };
  const line = [...user, process.execPath, place.at('hivemend.cjs'), ...args];
  return spawnSync('setpriv', line, { cwd: place.folder, encoding: 'utf8', env });
}

/** A disk as far as hivemend looks before it opens one. */
function vhdFooter(): Buffer {
  const footer = Buffer.alloc(512);
  footer.write('conectix');
  return footer;
}
