import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { haveImages, type ImagePlace, wimlib, withImagePlace } from '../support/image-place.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';

/** WIM files that wimlib makes, opened and changed by hivemend through wimlib's program. Takes root, for FUSE. */

const HIVE = '/Windows/System32/config/SOFTWARE';

/** One that can't be changed but through a mount: a log that belongs to a hive has a second name. */
function makeLinkedWim(place: ImagePlace): string {
  fillSampleDisk(place.at('pc'));
  linkSync(place.at('pc', `${HIVE}.LOG2`), place.at('pc', 'second-name'));
  mkdirSync(place.at('data'));
  writeFileSync(place.at('data', 'noise'), randomBytes(60_000));
  return makeWim(place);
}

/** Writes until there is no more room. */
function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4096));
  } catch (error) {
    if (Object(error).code !== 'ENOSPC') throw error;
  }
}

/** Two Windows, and something else. With an integrity table. */
function makeWim(place: ImagePlace, name = 'install.wim'): string {
  const wim = place.at(name);
  const pc = place.at('pc');
  const data = place.at('data');
  if (!existsSync(pc)) {
    fillSampleDisk(pc);
    mkdirSync(data);
    writeFileSync(place.at('data', 'noise'), randomBytes(60_000));
  }
  wimlib('capture', pc, wim, 'Windows 11 Pro', '--check');
  wimlib('append', pc, wim, 'Windows 11 Home');
  wimlib('append', data, wim, 'Data');
  return wim;
}

const checksum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** What whoever changes a file in an image must not lose. */
function traitsOf(wim: string, index: number): string[] {
  const listed = wimlib('dir', wim, String(index), '--detailed', `--path=${HIVE}`);
  return listed
    .split('\n')
    .filter((line) => /^(Security Descriptor|Creation Time|Attributes|Security ID)/.test(line));
}

/** Takes the note away that an image holds a Windows. */
function forgetWindows(wim: string): void {
  const bytes = readFileSync(wim);
  const [noted, other] = ['WINDOWS>', 'WINDROP>'].map((tag) => Buffer.from(tag, 'utf16le'));
  for (let at = bytes.indexOf(noted ?? ''); at >= 0; at = bytes.indexOf(noted ?? '')) other?.copy(bytes, at);
  writeFileSync(wim, bytes);
}

const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe.runIf(haveImages)('a WIM', () => {
  it('is checked, repaired and put back, image by image', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const before = traitsOf(wim, 1);
      expect(before.length).toBeGreaterThan(1);
      const checked = await place.run(['check', wim, '--json']);
      expect(checked.exitCode, checked.stderr).toBe(3);
      expect(JSON.parse(checked.stdout).result.targets).toMatchObject([
        { target: wim, image: { index: 1, name: 'Windows 11 Pro' }, ok: true, result: { needsRepair: true } },
        { image: { index: 2 }, result: { hive: `${wim}/2/Windows/System32/config/SOFTWARE` } },
      ]);
      const repaired = await place.run(['repair', wim, '--json']);
      expect(repaired.exitCode, repaired.stderr).toBe(0);
      const { targets } = JSON.parse(repaired.stdout).result;
      expect(targets[1]).toMatchObject({ disk: 'changed', carriedOptions: ['--image', '2'] });
      expect(targets[1].result.outcome.backup.folder).toContain(
        place.at('hivemend-backups', 'install.wim.2'),
      );
      expect(traitsOf(wim, 1)).toEqual(before);
      expect(wimlib('verify', wim)).toContain('successfully verified');
      expect(wimlib('info', wim)).toContain('Integrity info');
      expect((await place.run(['check', wim])).exitCode).toBe(0);
      const again = checksum(wim);
      expect(JSON.parse((await place.run(['repair', wim, '--json'])).stdout).disk).toBe('unchanged');
      expect(checksum(wim)).toBe(again);
      const undone = await place.run(['undo', wim, '--image', '2']);
      expect(undone.exitCode, undone.stderr).toBe(0);
      expect(undone.stdout).toContain('PUT BACK');
      const remedies = await place.run(['remedies', wim, '--image', '2']);
      expect(remedies.exitCode, remedies.stderr).toBe(0);
      expect((await place.run(['check', wim, '--image', 'windows 11 home'])).exitCode).toBe(3);
      expect((await place.run(['check', wim, '--image', '1'])).exitCode).toBe(0);
      wimlib('extract', wim, '2', HIVE, '--no-acls', `--dest-dir=${place.at()}`);
      expect(checksum(place.at('SOFTWARE'))).toBe(checksum(place.at('pc/Windows/System32/config/SOFTWARE')));
    }));

  it('is read by every command that reads', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      wimlib('info', wim, '1', '--image-property', 'WINDOWS/EDITIONID=Professional');
      wimlib('info', wim, '1', '--image-property', 'WINDOWS/LANGUAGES/LANGUAGE=ja-JP');
      const listed = await place.run(['list', wim]);
      expect(listed.exitCode, listed.stderr).toBe(0);
      for (const text of [
        'WIM, 3 images',
        '1. Windows 11 Pro  REPAIR NEEDED',
        'Professional',
        'ja-JP',
        '3. Data  no Windows',
      ])
        expect(listed.stdout).toContain(text);
      const { images } = JSON.parse((await place.run(['list', wim, '--json'])).stdout).result;
      expect(images).toMatchObject([
        { path: wim, kind: 'wim', parts: [{ index: 1, found: { needsRepair: true } }, {}, { name: 'Data' }] },
      ]);
      const key = 'HKLM\\SYSTEM\\Select';
      const asked = await place.run(['query', wim, key, '--json', '--image', '2']);
      expect(asked.exitCode, asked.stderr).toBe(0);
      expect(JSON.parse(asked.stdout).result.hive).toBe(`${wim}/2/Windows/System32/config/SYSTEM`);
      const unnamed = await place.run(['query', wim, key]);
      expect(unnamed.exitCode).toBe(3);
      expect(flat(unnamed.stderr)).toContain('1 (Windows 11 Pro), 2 (Windows 11 Home)');
      const exported = await place.run(['export', wim, key, place.at('select.reg'), '--image', '1']);
      expect(exported.exitCode, exported.stderr).toBe(0);
      expect(existsSync(place.at('select.reg'))).toBe(true);
      expect((await place.run(['diff', wim, place.at('pc'), '--image', '2'])).exitCode).toBe(0);
      const backups = await place.run(['list-backups', wim, '--image', '2', '--json']);
      expect(JSON.parse(backups.stdout).result.backups).toEqual([]);
      const diagnosed = await place.run(['diagnose', wim, '--image', '1', '--json']);
      expect(diagnosed.exitCode, diagnosed.stderr).toBe(3);
      const [{ result }] = JSON.parse(diagnosed.stdout).result.targets;
      expect(result.windowsFolder).toBe(`${wim}/1/Windows`);
    }));

  it('has keys of any of its hives changed, and put back', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const key = 'HKLM\\SYSTEM\\Setup\\Imaged';
      const args = ['add', wim, key, '--value', 'By', '--data', 'hivemend', '--image', '2'];
      const tried = await place.run([...args, '--dry-run']);
      expect(tried.exitCode, tried.stderr).toBe(0);
      expect((await place.run(['query', wim, key, '--image', '2'])).exitCode).toBe(10);
      const added = await place.run(args);
      expect(added.exitCode, added.stderr).toBe(0);
      expect(flat(added.stdout)).toContain(`hivemend undo ${wim} --image 2`);
      expect((await place.run(['query', wim, key, '--image', '2'])).stdout).toContain('hivemend');
      expect((await place.run(['query', wim, key, '--image', '1'])).exitCode).toBe(10);
      const unnamed = await place.run(['delete', wim, key]);
      expect(unnamed.exitCode).toBe(3);
      const undone = await place.run(['undo', wim, '--image', '2']);
      expect(undone.exitCode, undone.stderr).toBe(0);
      expect((await place.run(['query', wim, key, '--image', '2'])).exitCode).toBe(10);
      expect(wimlib('verify', wim)).toContain('successfully verified');
    }));

  it('that vanishes on the way is told, and nothing of it is left', () =>
    withImagePlace(async (place) => {
      expect((await place.run(['check', 'gone.wim'])).exitCode).toBe(10);
      const wim = makeLinkedWim(place);
      place.replaceProgram(
        'wimlib-imagex',
        `case "$*" in *--commit*) mv ${wim} ${wim}.away;; esac; exec $REAL "$@"`,
      );
      const ended = await place.run(['repair', wim, '--image', '1', '--json']);
      expect([10, 20, 22], ended.stdout).toContain(ended.exitCode);
    }));

  it('that vanishes while a file is taken out is told', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const vanishing = `case "$*" in extract*SOFTWAR*) "$REAL" "$@"; mv ${wim} ${wim}.away; exit 0;; esac; exec $REAL "$@"`;
      place.replaceProgram('wimlib-imagex', vanishing);
      const taken = await place.run(['repair', wim, '--image', '1', '--json']);
      expect(taken.exitCode, taken.stdout).toBe(10);
      expect(existsSync(wim)).toBe(false);
    }));

  it('without a note of what it holds is looked into for its one Windows', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      wimlib('delete', wim, '2');
      const key = 'HKLM\\SYSTEM\\Select';
      // Of one image it is noted that it holds a Windows.
      expect((await place.run(['query', wim, key])).exitCode).toBe(0);
      forgetWindows(wim);
      expect((await place.run(['query', wim, 'HKLM\\SYSTEM\\Select'])).exitCode).toBe(0);
      wimlib('delete', wim, '1');
      wimlib('append', place.at('data'), wim, 'More');
      for (const args of [
        ['query', wim, 'HKLM\\SYSTEM'],
        ['check', wim],
        ['repair', wim],
      ])
        expect((await place.run(args)).exitCode).toBe(10);
      expect((await place.run(['list', wim])).stdout).toContain('2. More  no Windows');
    }));

  it('is left as it is by a dry run and by a check', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const before = checksum(wim);
      expect((await place.run(['repair', wim, '--dry-run'])).exitCode).toBe(0);
      expect((await place.run(['repair', '--recursive', place.at(), '--dry-run'])).stdout).toContain(
        '3 would be repaired',
      );
      expect(checksum(wim)).toBe(before);
    }));

  it.each([
    ['solid.esd', 'solid', (wim: string, to: string) => wimlib('export', wim, 'all', to, '--solid')],
    ['pipe.wim', 'pipes', (wim: string, to: string) => wimlib('export', wim, 'all', to, '--pipable')],
    ['part.swm', 'split', (wim: string, to: string) => wimlib('split', wim, to, '0.01')],
    [
      'marked.wim',
      'marked as read-only',
      (wim: string, to: string) => {
        copyFileSync(wim, to);
        wimlib('info', to, '1', '--image-property', 'NAME=x');
        const bytes = readFileSync(to);
        bytes.writeUInt32LE(bytes.readUInt32LE(16) | 4, 16);
        writeFileSync(to, bytes);
      },
    ],
  ] as const)('%s is read, and refused for writing with what to do', (name, why, make) =>
    withImagePlace(async (place) => {
      make(makeWim(place), place.at(name));
      const before = checksum(place.at(name));
      const checked = await place.run(['check', name]);
      expect(checked.exitCode, checked.stderr).toBe(3);
      const { exitCode, stderr } = await place.run(['repair', name]);
      expect(exitCode).toBe(15);
      expect(flat(stderr)).toContain(why);
      expect(stderr).toContain('wimlib-imagex export');
      expect(checksum(place.at(name))).toBe(before);
    }),
  );

  it('is refused when it is none, is cut, or has no such image', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      writeFileSync(place.at('none.wim'), Buffer.alloc(5000, 'x'));
      expect((await place.run(['check', 'none.wim'])).exitCode).toBe(14);
      copyFileSync(wim, place.at('cut.wim'));
      truncateSync(place.at('cut.wim'), 9000);
      for (const verb of ['check', 'repair'])
        expect((await place.run([verb, 'cut.wim', '--lang', 'ja'])).exitCode).toBe(12);
      truncateSync(place.at('cut.wim'), 100);
      expect((await place.run(['check', 'cut.wim'])).exitCode).toBe(12);
      const missing = await place.run(['check', wim, '--image', '9']);
      expect(missing.exitCode).toBe(10);
      expect(flat(missing.stderr)).toContain('2 (Windows 11 Home)');
      for (const verb of ['check', 'repair']) {
        const none = await place.run([verb, wim, '--image', 'Data', '--json']);
        expect(none.exitCode).toBe(10);
        expect(JSON.parse(none.stdout).error).toMatchObject({
          code: 'windows-missing',
          details: { path: `${wim}/3` },
        });
      }
    }));

  it('is what it was where the temporary folder is full, which is told', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const before = checksum(wim);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20k', 'none', place.at('tmp')]);
      const { exitCode, stdout } = await place.run(['repair', wim, '--image', '1', '--json']);
      expect(exitCode, stdout).toBe(15);
      expect(JSON.parse(stdout)).toMatchObject({
        disk: 'unchanged',
        error: { code: 'disk-full', details: { path: place.at('tmp') } },
      });
      expect(checksum(wim)).toBe(before);
      expect(place.left()).toEqual([]);
      execFileSync('umount', [place.at('tmp')]);
    }));

  it('on a read-only medium or a full disk is what it was', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      mkdirSync(place.at('medium'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', place.at('medium')]);
      copyFileSync(wim, place.at('medium/i.wim'));
      const before = checksum(place.at('medium/i.wim'));
      fill(place.at('medium/rest'));
      const full = await place.run(['repair', 'medium/i.wim', '--image', '1', '--backup-dir', place.at('b')]);
      expect([15, 20]).toContain(full.exitCode);
      expect(checksum(place.at('medium/i.wim'))).toBe(before);
      execFileSync('mount', ['-o', 'remount,ro', place.at('medium')]);
      const { exitCode, stderr } = await place.run(['repair', 'medium/i.wim']);
      expect(exitCode, stderr).toBe(15);
      expect((await place.run(['check', 'medium/i.wim'])).exitCode).toBe(3);
      execFileSync('umount', [place.at('medium')]);
    }));
});

describe.runIf(haveImages)('the program that opens a WIM', () => {
  it.each([
    ['is too old', 'echo "wimlib-imagex 1.9.2"', 'program-too-old'],
    [
      'fails',
      'case $1 in --version) exec $REAL "$@";; esac; echo "no such luck" >&2; exit 7',
      'program-failed',
    ],
    ['is killed', 'case $1 in --version) exec $REAL "$@";; esac; kill -9 $$', 'program-failed'],
  ] as const)('is told when it %s', (_, script, code) =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const before = checksum(wim);
      place.replaceProgram('wimlib-imagex', script);
      for (const verb of ['check', 'repair']) {
        const { exitCode, stdout } = await place.run([verb, wim, '--image', '1', '--json']);
        expect(exitCode).toBe(15);
        expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code } });
      }
      expect(checksum(wim)).toBe(before);
    }),
  );

  it('is ended when it takes too long', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      const before = checksum(wim);
      const hanging = (command: string) => `case "$*" in ${command}) sleep 60;; esac; exec $REAL "$@"`;
      for (const [verb, command, exitCode] of [
        ['check', 'extract*', 15],
        ['repair', 'mountrw*', 15],
        ['repair', '*--commit*', 20],
      ] as const) {
        place.replaceProgram('wimlib-imagex', hanging(command));
        const ended = await place.run([verb, wim, '--image', '1', '--time-limit', '3', '--json']);
        expect(ended.exitCode, ended.stdout).toBe(exitCode);
        expect(JSON.parse(ended.stdout).disk).toBe('unchanged');
        expect(place.left()).toEqual([]);
      }
      expect(checksum(wim)).toBe(before);
    }));

  it('is told when it is missing, with its package', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      place.hidePrograms();
      const { exitCode, stderr } = await place.run(['check', wim, '--image', '1']);
      expect(exitCode).toBe(15);
      expect(stderr).toContain('apt install wimtools');
    }));

  it('leaves the image as it was where the commit fails', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      const before = checksum(wim);
      place.replaceProgram(
        'wimlib-imagex',
        'case "$*" in *--commit*) echo full >&2; exit 72;; esac; exec $REAL "$@"',
      );
      const { exitCode, stdout } = await place.run(['repair', wim, '--image', '1', '--json']);
      expect(exitCode, stdout).toBe(20);
      expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code: 'image-not-written' } });
      expect(checksum(wim)).toBe(before);
    }));

  it('that was ended while it wrote has what it began taken back', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      const before = checksum(wim);
      // The lowest byte of the header's flags, with the mark of a write that was begun.
      const mark = `printf '\\302' | dd of=${wim} bs=1 seek=16 conv=notrunc status=none; printf junk >> ${wim}`;
      place.replaceProgram(
        'wimlib-imagex',
        `case "$*" in *--commit*) ${mark}; exit 72;; esac; exec $REAL "$@"`,
      );
      const { exitCode, stdout } = await place.run(['repair', wim, '--image', '1', '--json']);
      expect(exitCode, stdout).toBe(20);
      expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code: 'image-not-written' } });
      expect(checksum(wim)).toBe(before);
      const shorter = `dd if=/dev/zero of=${wim} bs=1 seek=300 count=1 status=none`;
      place.replaceProgram(
        'wimlib-imagex',
        `case "$*" in *--commit*) ${shorter}; exit 72;; esac; exec $REAL "$@"`,
      );
      const cut = await place.run(['repair', wim, '--image', '1', '--json']);
      expect(cut.exitCode, cut.stdout).toBe(22);
      expect(JSON.parse(cut.stdout)).toMatchObject({ disk: 'uncertain', error: { code: 'image-uncertain' } });
    }));

  it('that wrote all of it, and could not say so, has done it', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      const silenced = 'case "$*" in *--commit*) "$REAL" "$@"; exit 72;; esac; exec $REAL "$@"';
      place.replaceProgram('wimlib-imagex', silenced);
      const { exitCode, stderr } = await place.run(['repair', wim, '--image', '1']);
      expect(exitCode, stderr).toBe(0);
      expect((await place.run(['check', wim, '--image', '1'])).exitCode).toBe(0);
    }));

  it('is believed when it finds the image damaged after it was written, which is taken back where it only grew', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const before = checksum(wim);
      for (const script of ['echo broken >&2; exit 2', 'kill -9 $$']) {
        place.replaceProgram('wimlib-imagex', `case $1 in verify) ${script};; esac; exec $REAL "$@"`);
        const { exitCode, stdout } = await place.run(['repair', wim, '--json']);
        expect(exitCode, stdout).toBe(20);
        const ended = { disk: 'unchanged', error: { code: 'image-not-written' } };
        expect(JSON.parse(stdout).result.targets).toMatchObject([ended, ended]);
        expect(checksum(wim)).toBe(before);
      }
    }));

  it('is believed when it finds the image damaged after it was mounted', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      place.replaceProgram(
        'wimlib-imagex',
        'case $1 in verify) echo broken >&2; exit 2;; esac; exec $REAL "$@"',
      );
      const { exitCode, stdout } = await place.run(['repair', wim, '--image', '1', '--json']);
      expect(exitCode).toBe(22);
      expect(JSON.parse(stdout)).toMatchObject({ disk: 'uncertain', error: { code: 'image-uncertain' } });
    }));

  it('has its mount taken away where hivemend was interrupted or killed', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      const before = checksum(wim);
      const slow = (command: string) =>
        `case "$*" in ${command}) touch ${place.at('reached')}; sleep 2;; esac; exec $REAL "$@"`;
      const reached = async () => {
        while (!existsSync(place.at('reached'))) await new Promise((passed) => setTimeout(passed, 20));
        execFileSync('rm', [place.at('reached')]);
      };
      place.replaceProgram('wimlib-imagex', slow('extract*'));
      const reading = place.start(['check', wim, '--image', '1']);
      await reached();
      reading.signal('SIGINT');
      expect((await reading.ended).exitCode).toBe(130);
      expect(place.left()).toEqual([]);
      place.replaceProgram('wimlib-imagex', slow('mountrw*'));
      const writing = place.start(['repair', wim, '--image', '1']);
      await reached();
      writing.signal('SIGINT');
      expect((await writing.ended).exitCode).toBe(130);
      expect(place.left()).toEqual([]);
      place.replaceProgram('wimlib-imagex', slow('*--commit*'));
      const killed = place.start(['repair', wim, '--image', '1']);
      await reached();
      killed.signal('SIGKILL');
      await killed.ended;
      expect(place.left()).not.toEqual([]);
      execFileSync('pkill', ['-f', `sh ${place.at('programs/wimlib-imagex')}`]);
      place.replaceProgram('wimlib-imagex', 'exec $REAL "$@"');
      const next = await place.run(['repair', wim, '--image', '1']);
      expect(next.exitCode, next.stderr).toBe(0);
      expect(flat(next.stderr)).toContain('was killed while it had');
      expect(checksum(wim)).not.toBe(before);
      expect(wimlib('verify', wim)).toContain('successfully verified');
    }));

  it('leaves a folder alone that is none of this user, or of a run that goes on', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      const left = place.at('tmp', 'hivemend-image-x');
      mkdirSync(left, { mode: 0o755 });
      const owner = {
        schema: 1,
        process: { id: 1, host: 'x', bootedAt: '2020-01-01T00:00:00Z' },
        image: wim,
      };
      writeFileSync(place.at('tmp/hivemend-image-x/owner.json'), JSON.stringify(owner));
      expect((await place.run(['check', wim, '--image', '1'])).exitCode).toBe(3);
      expect(existsSync(left)).toBe(true);
      execFileSync('rm', ['-r', left]);
    }));

  it('can not be kept from ending by who uses the folder', () =>
    withImagePlace(async (place) => {
      const wim = makeLinkedWim(place);
      const script = `case "$*" in *--commit*) cd ${place.at('tmp')}/*/mount; (exec sleep 2) > /dev/null 2>&1 < /dev/null & cd /;; esac; exec $REAL "$@"`;
      place.replaceProgram('wimlib-imagex', script);
      const ended = await place.run(['repair', wim, '--image', '1', '--json']);
      expect([0, 20]).toContain(ended.exitCode);
      expect(JSON.parse(ended.stdout).disk).toBe(ended.exitCode === 0 ? 'changed' : 'unchanged');
      expect(wimlib('verify', wim)).toContain('successfully verified');
    }));

  it('is at work for one hivemend at a time', () =>
    withImagePlace(async (place) => {
      const wim = makeWim(place);
      place.replaceProgram('wimlib-imagex', 'case "$*" in verify*) sleep 1;; esac; exec $REAL "$@"');
      const first = place.start(['repair', wim, '--image', '1', '--json']);
      const lock = `${wim}.hivemend-lock`;
      await vi.waitFor(() => expect(existsSync(lock)).toBe(true), { timeout: 20_000, interval: 10 });
      const second = await place.run(['repair', wim, '--image', '2', '--json']);
      expect(JSON.parse(second.stdout).error).toMatchObject({ code: 'hive-locked', details: { path: wim } });
      expect((await first.ended).exitCode).toBe(0);
      expect((await place.run(['repair', wim, '--image', '2'])).exitCode).toBe(0);
      expect((await place.run(['check', wim])).exitCode).toBe(0);
    }));
});
