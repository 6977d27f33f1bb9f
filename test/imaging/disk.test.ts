import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { convertDisk, makeDisk, makeWindowsVolume, usualPlan } from '../support/disk-image.ts';
import { haveImages, withImagePlace } from '../support/image-place.ts';

/** Disk images that qemu-img makes, with real NTFS volumes, opened and changed by hivemend. Takes root, for ntfs-3g. */

const checksum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

let folder = '';
let windows = '';
let disk = '';

beforeAll(async () => {
  if (!haveImages) return;
  folder = mkdtempSync(join(tmpdir(), 'hivemend-disk-'));
  windows = await makeWindowsVolume(folder);
  disk = join(folder, 'disk.raw');
  makeDisk(disk, 'gpt', usualPlan(windows));
});

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

describe.runIf(haveImages)('a disk image', () => {
  it.each([
    ['raw', 'disk.img'],
    ['qcow2', 'disk.qcow2'],
    ['vpc', 'disk.vhd'],
    ['vhdx', 'disk.vhdx'],
    ['vmdk', 'disk.vmdk'],
  ])('of the format %s is checked, repaired and put back', (format, name) =>
    withImagePlace(async (place) => {
      const image = place.at(name);
      convertDisk(disk, format, image);
      const before = checksum(image);
      const checked = await place.run(['check', image, '--image', '3', '--json']);
      expect(checked.exitCode, checked.stderr + checked.stdout).toBe(3);
      expect(JSON.parse(checked.stdout).result.targets).toMatchObject([
        { target: image, image: { index: 3, name: 'Basic data partition' }, result: { needsRepair: true } },
      ]);
      expect(checksum(image)).toBe(before);
      const repaired = await place.run(['repair', image, '--image', '3', '--json']);
      expect(repaired.exitCode, repaired.stderr + repaired.stdout).toBe(0);
      expect(checksum(image)).not.toBe(before);
      if (format !== 'vpc' && format !== 'raw')
        expect(execFileSync('qemu-img', ['check', '-f', format, image]).toString()).toContain('No errors');
      expect((await place.run(['check', image, '--image', '3'])).exitCode).toBe(0);
      const undone = await place.run(['undo', image, '--image', '3']);
      expect(undone.exitCode, undone.stderr).toBe(0);
      expect((await place.run(['check', image, '--image', '3'])).exitCode).toBe(3);
    }),
  );

  it('has every Windows in it found, and tells what can not be looked into', () =>
    withImagePlace(async (place) => {
      const image = place.at('disk.qcow2');
      convertDisk(disk, 'qcow2', image);
      const checked = await place.run(['check', image, '--json']);
      expect(checked.exitCode, checked.stderr).toBe(3);
      expect(JSON.parse(checked.stdout).result.targets).toMatchObject([
        { image: { index: 3 }, ok: true, result: { hive: `${image}/3/Windows/System32/config/SOFTWARE` } },
        { image: { index: 4, name: 'Locked' }, exitCode: 11, error: { code: 'image-part-locked' } },
      ]);
      const listed = await place.run(['list', image]);
      for (const text of [
        'disk image, 4 partitions',
        '3. Basic data partition REPAIR NEEDED',
        '1. EFI system partition no Windows',
        'locked by BitLocker',
      ])
        expect(flat(listed.stdout)).toContain(text);
      const asked = await place.run(['query', image, 'HKLM\\SYSTEM\\Select']);
      expect(asked.exitCode, asked.stderr).toBe(0);
      expect((await place.run(['check', image, '--image', '1'])).exitCode).toBe(10);
      const locked = await place.run(['repair', image, '--image', '4']);
      expect(locked.exitCode).toBe(11);
      const missing = await place.run(['check', image, '--image', '9']);
      expect(missing.exitCode).toBe(10);
      expect(flat(missing.stderr)).toContain('3 (Basic data partition)');
      const repaired = await place.run(['repair', '--recursive', place.at(), '--json']);
      expect(JSON.parse(repaired.stdout).result.summary.counts).toEqual({ repaired: 1, 'not-done': 1 });
    }));

  it('with an MBR has its logical partitions found', () =>
    withImagePlace(async (place) => {
      const image = place.at('disk.dd');
      makeDisk(image, 'dos', [
        { type: '7' },
        { type: 'extended' },
        { type: '7', contents: Buffer.alloc(512) },
        { type: '7', mebibytes: 24, contents: windows },
      ]);
      const before = checksum(image);
      const checked = await place.run(['check', image, '--json']);
      expect(JSON.parse(checked.stdout).result.targets, checked.stderr).toMatchObject([
        { image: { index: 6, name: '' }, result: { needsRepair: true } },
      ]);
      expect((await place.run(['repair', image, '--dry-run'])).exitCode).toBe(0);
      expect(checksum(image)).toBe(before);
      expect((await place.run(['repair', image])).exitCode).toBe(0);
      const after = checksum(image);
      expect((await place.run(['repair', image])).stdout).toContain('nothing was written');
      expect(checksum(image)).toBe(after);
    }));

  it('of one volume without partitions is its partition 1', () =>
    withImagePlace(async (place) => {
      const image = place.at('windows.ntfs');
      copyFileSync(windows, image);
      const repaired = await place.run(['repair', image]);
      expect(repaired.exitCode).toBe(0);
      // Nobody sits at that PC.
      expect(repaired.stdout).not.toContain('What to do now');
      expect((await place.run(['check', image, '--image', '1'])).exitCode).toBe(0);
    }));

  it('above others is all that is written to, and keeps its snapshots', () =>
    withImagePlace(async (place) => {
      convertDisk(disk, 'qcow2', place.at('base.qcow2'));
      execFileSync('qemu-img', [
        'create',
        '-q',
        '-f',
        'qcow2',
        '-b',
        'base.qcow2',
        '-F',
        'qcow2',
        place.at('top.qcow2'),
      ]);
      execFileSync('qemu-img', ['snapshot', '-c', 'before', place.at('top.qcow2')]);
      const before = checksum(place.at('base.qcow2'));
      const repaired = await place.run(['repair', 'top.qcow2', '--image', '3']);
      expect(repaired.exitCode, repaired.stderr).toBe(0);
      expect(checksum(place.at('base.qcow2'))).toBe(before);
      expect((await place.run(['check', 'base.qcow2', '--image', '3'])).exitCode).toBe(3);
      expect(execFileSync('qemu-img', ['check', place.at('top.qcow2')]).toString()).toContain('No errors');
      execFileSync('qemu-img', ['snapshot', '-a', 'before', place.at('top.qcow2')]);
      expect((await place.run(['check', 'top.qcow2', '--image', '3'])).exitCode).toBe(3);
    }));

  it('that a virtual machine has open is refused', () =>
    withImagePlace(async (place) => {
      const image = place.at('disk.qcow2');
      convertDisk(disk, 'qcow2', image);
      const machine = spawn('qemu-storage-daemon', [
        ...['--blockdev', JSON.stringify({ driver: 'file', 'node-name': 'f', filename: image })],
        ...['--blockdev', '{"driver":"qcow2","node-name":"d","file":"f"}'],
        ...['--nbd-server', JSON.stringify({ addr: { type: 'unix', path: place.at('nbd') } })],
        ...['--export', '{"type":"nbd","id":"e","node-name":"d","writable":true}'],
      ]);
      try {
        await vi.waitFor(() => expect(existsSync(place.at('nbd'))).toBe(true), { timeout: 20_000 });
        for (const verb of ['check', 'repair']) {
          const { exitCode, stdout } = await place.run([verb, image, '--json']);
          expect(exitCode).toBe(15);
          expect(JSON.parse(stdout)).toMatchObject({
            disk: 'unchanged',
            error: { code: 'file-in-use', details: { path: image } },
          });
        }
      } finally {
        const ended = new Promise((settle) => machine.on('close', settle));
        machine.kill();
        await ended;
      }
    }));

  it.each([
    ['of no known kind', 'none.raw', () => Buffer.alloc(5000, 'x'), 14],
    [
      'without partitions',
      'empty.raw',
      () => Buffer.concat([Buffer.alloc(510), Buffer.from([0x55, 0xaa]), Buffer.alloc(8192)]),
      10,
    ],
    ['with a partition beyond its end', 'cut.raw', () => readFileSync(disk).subarray(0, 3 * 1024 * 1024), 12],
    ['cut off', 'cut.qcow2', () => readFileSync(qcow2()).subarray(0, 300), 12],
    [
      'with numbers that nobody can read',
      'odd.qcow2',
      () => Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), Buffer.alloc(8192, 0xff)]),
      15,
    ],
  ] as const)('%s is refused', (_, name, contents, exitCode) =>
    withImagePlace(async (place) => {
      writeFileSync(place.at(name), contents());
      for (const args of [['check'], ['repair'], ['repair', '--lang', 'ja']]) {
        const ended = await place.run([...args, name]);
        expect(ended.exitCode, ended.stderr).toBe(exitCode);
      }
      expect(readFileSync(place.at(name)).equals(contents())).toBe(true);
    }),
  );

  it.each([
    [
      'the contents in another file',
      'data.qcow2',
      (to: string) => convertDisk(disk, 'qcow2', to, '-o', `data_file=${to}.raw`),
      'check',
      'image-not-readable',
    ],
    [
      'compressed contents',
      'stream.vmdk',
      (to: string) => convertDisk(disk, 'vmdk', to, '-o', 'subformat=streamOptimized'),
      'repair',
      'image-not-writable',
    ],
    ['a descriptor that leads to a link', 'flat.vmdk', flatToLink, 'check', 'image-not-readable'],
    ['a descriptor that leads elsewhere', 'away.vmdk', flatElsewhere, 'check', 'image-not-readable'],
    ['what differs from another one', 'differs.vhd', differencing, 'check', 'image-not-readable'],
  ] as const)('with %s is refused with what to do', (_, name, make, verb, code) =>
    withImagePlace(async (place) => {
      make(place.at(name));
      const { exitCode, stdout } = await place.run([verb, name, '--json']);
      expect(exitCode, stdout).toBe(15);
      expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code } });
    }),
  );

  it('in several files is repaired', () =>
    withImagePlace(async (place) => {
      convertDisk(disk, 'vmdk', place.at('flat.vmdk'), '-o', 'subformat=monolithicFlat');
      expect((await place.run(['repair', 'flat.vmdk', '--image', '3'])).exitCode).toBe(0);
      expect((await place.run(['check', 'flat.vmdk', '--image', '3'])).exitCode).toBe(0);
    }));

  it('with a volume that wants a check is read, and not written to', () =>
    withImagePlace(async (place) => {
      const volume = readFileSync(windows);
      markDirty(volume);
      makeDisk(
        place.at('dirty.raw'),
        'gpt',
        usualPlan('').map((plan, at) =>
          at === 2 ? { ...plan, contents: volume } : { ...plan, contents: Buffer.alloc(512) },
        ),
      );
      const before = checksum(place.at('dirty.raw'));
      expect((await place.run(['check', 'dirty.raw'])).exitCode).toBe(3);
      const { exitCode, stderr } = await place.run(['repair', 'dirty.raw']);
      expect(exitCode, stderr).toBe(15);
      expect(flat(stderr)).toContain('chkdsk /f');
      expect(checksum(place.at('dirty.raw'))).toBe(before);
    }));

  it('on a read-only medium is read, and not written to', () =>
    withImagePlace(async (place) => {
      mkdirSync(place.at('medium'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'none', place.at('medium')]);
      convertDisk(disk, 'qcow2', place.at('medium/i.qcow2'));
      execFileSync('mount', ['-o', 'remount,ro', place.at('medium')]);
      expect((await place.run(['check', 'medium/i.qcow2', '--image', '3'])).exitCode).toBe(3);
      const { exitCode, stdout } = await place.run(['repair', 'medium/i.qcow2', '--json']);
      expect(exitCode).toBe(15);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'read-only' });
      execFileSync('umount', [place.at('medium')]);
    }));

  it('that can not grow is what it was, by its log', () =>
    withImagePlace(async (place) => {
      mkdirSync(place.at('medium'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'none', place.at('medium')]);
      const image = place.at('medium/i.qcow2');
      convertDisk(disk, 'qcow2', place.at('base.qcow2'));
      execFileSync('qemu-img', [
        'create',
        '-q',
        '-f',
        'qcow2',
        '-b',
        place.at('base.qcow2'),
        '-F',
        'qcow2',
        image,
      ]);
      fill(place.at('medium/rest'));
      const full = await place.run([
        'repair',
        image,
        '--image',
        '3',
        '--json',
        '--backup-dir',
        place.at('b'),
      ]);
      expect([15, 20, 21, 22], full.stdout).toContain(full.exitCode);
      execFileSync('rm', [place.at('medium/rest')]);
      expect(
        (await place.run(['repair', image, '--image', '3', '--backup-dir', place.at('b')])).exitCode,
      ).toBe(0);
      expect(execFileSync('qemu-img', ['check', image]).toString()).toContain('No errors');
      execFileSync('umount', [place.at('medium')]);
    }));
});

describe.runIf(haveImages)('the programs that open a disk image', () => {
  it.each([
    ['qemu-storage-daemon', 'is too old', 'echo "qemu-storage-daemon version 5.2.0"', 'program-too-old'],
    [
      'qemu-storage-daemon',
      'fails',
      'case $1 in --version) exec $REAL "$@";; esac; echo no >&2; exit 7',
      'program-failed',
    ],
    [
      'qemu-storage-daemon',
      'is killed',
      'case $1 in --version) exec $REAL "$@";; esac; kill -9 $$',
      'program-failed',
    ],
    [
      'qemu-storage-daemon',
      'hangs',
      'case $1 in --version) exec $REAL "$@";; esac; sleep 60',
      'program-failed',
    ],
    ['ntfs-3g', 'fails', 'case $1 in --version) exec $REAL "$@";; esac; exit 12', 'program-failed'],
    ['ntfs-3g', 'hangs', 'case $1 in --version) exec $REAL "$@";; esac; sleep 60', 'program-failed'],
  ] as const)('are told when %s %s', (program, _, script, code) =>
    withImagePlace(async (place) => {
      const image = place.at('disk.qcow2');
      convertDisk(disk, 'qcow2', image);
      const before = checksum(image);
      place.replaceProgram(program, script);
      for (const verb of ['check', 'repair']) {
        const { exitCode, stdout } = await place.run([
          verb,
          image,
          '--image',
          '3',
          '--json',
          '--time-limit',
          '1',
        ]);
        expect(exitCode, stdout).toBe(15);
        expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code } });
      }
      expect(checksum(image)).toBe(before);
    }),
  );

  it('are told when they are missing, with their packages', () =>
    withImagePlace(async (place) => {
      convertDisk(disk, 'qcow2', place.at('disk.qcow2'));
      place.hidePrograms();
      const { exitCode, stderr } = await place.run(['check', 'disk.qcow2']);
      expect(exitCode).toBe(15);
      expect(stderr).toContain('apt install qemu-system-common qemu-utils ntfs-3g fuse3');
    }));

  it('are believed when they find the image damaged, before and after', () =>
    withImagePlace(async (place) => {
      const image = place.at('disk.qcow2');
      convertDisk(disk, 'qcow2', image);
      const before = checksum(image);
      place.replaceProgram('qemu-img', 'case $1 in check) echo broken >&2; exit 2;; esac; exec $REAL "$@"');
      const refused = await place.run(['repair', image, '--image', '3', '--json']);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        disk: 'unchanged',
        error: { code: 'image-damaged' },
      });
      expect(refused.exitCode).toBe(12);
      expect(checksum(image)).toBe(before);
      const again = `case $1 in check) test -e ${place.at('once')} && exit 2; touch ${place.at('once')};; esac; exec $REAL "$@"`;
      place.replaceProgram('qemu-img', again);
      const doubted = await place.run(['repair', image, '--image', '3', '--json']);
      expect(JSON.parse(doubted.stdout)).toMatchObject({
        disk: 'uncertain',
        error: { code: 'image-uncertain' },
      });
    }));

  it('leave the image uncertain where they do not end well after a change, and only then', () =>
    withImagePlace(async (place) => {
      const image = place.at('disk.qcow2');
      convertDisk(disk, 'qcow2', image);
      place.replaceProgram('ntfs-3g', 'case $1 in --version) exec $REAL "$@";; esac; $REAL "$@"; exit 3');
      for (const [verb, exitCode, state] of [
        ['check', 3, 'unchanged'],
        ['repair', 22, 'uncertain'],
      ] as const) {
        const ended = await place.run([verb, image, '--image', '3', '--json']);
        expect(ended.exitCode, ended.stdout).toBe(exitCode);
        expect(JSON.parse(ended.stdout).disk).toBe(state);
      }
    }));

  it('are put away where hivemend was interrupted or killed', () =>
    withImagePlace(async (place) => {
      const image = place.at('disk.qcow2');
      convertDisk(disk, 'qcow2', image);
      const slow = `case "$*" in *no_detach*) touch ${place.at('reached')}; sleep 1;; esac; exec $REAL "$@"`;
      const reached = async () => {
        await vi.waitFor(() => expect(existsSync(place.at('reached'))).toBe(true), {
          timeout: 30_000,
          interval: 10,
        });
        execFileSync('rm', [place.at('reached')]);
      };
      place.replaceProgram('ntfs-3g', slow);
      for (const verb of ['check', 'repair']) {
        const run = place.start([verb, image, '--image', '3']);
        await reached();
        run.signal('SIGINT');
        expect((await run.ended).exitCode).toBe(130);
        expect(place.left()).toEqual([]);
      }
      const killed = place.start(['repair', image, '--image', '3']);
      await reached();
      killed.signal('SIGKILL');
      await killed.ended;
      expect(place.left()).not.toEqual([]);
      // Until it is mounted after all.
      await new Promise((passed) => setTimeout(passed, 1500));
      const next = await place.run(['repair', image, '--image', '3']);
      expect(next.exitCode, next.stderr).toBe(0);
      expect(flat(next.stderr)).toContain('was killed while it had');
      expect(execFileSync('qemu-img', ['check', image]).toString()).toContain('No errors');
    }));
});

const flat = (text: string): string => text.replace(/\s+/g, ' ');

function qcow2(): string {
  const image = join(folder, 'whole.qcow2');
  convertDisk(disk, 'qcow2', image);
  return image;
}

function flatToLink(image: string): void {
  convertDisk(disk, 'vmdk', image, '-o', 'subformat=monolithicFlat');
  execFileSync('mv', [image.replace('.vmdk', '-flat.vmdk'), `${image}.elsewhere`]);
  symlinkSync(`${image}.elsewhere`, image.replace('.vmdk', '-flat.vmdk'));
}

function flatElsewhere(image: string): void {
  writeFileSync(
    image,
    '# Disk DescriptorFile\nversion=1\ncreateType="monolithicFlat"\nRW 2048 FLAT "/etc/passwd" 0\n',
  );
}

function differencing(image: string): void {
  convertDisk(disk, 'vpc', image, '-o', 'subformat=fixed');
  const bytes = readFileSync(image);
  bytes[bytes.length - 512 + 63] = 4;
  writeFileSync(image, bytes);
}

/** Writes until there is no more room. */
function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4096));
  } catch (error) {
    if (Object(error).code !== 'ENOSPC') throw error;
  }
}

/** Sets the flag of $VOLUME_INFORMATION in $Volume's record, and in the copy of it. */
function markDirty(volume: Buffer): void {
  const cluster = volume.readUInt16LE(11) * (volume[13] ?? 0);
  for (const place of [48, 56]) {
    const record = Number(volume.readBigUInt64LE(place)) * cluster + 3 * 1024;
    for (let at = record + volume.readUInt16LE(record + 20); volume.readUInt32LE(at) !== 0xffff_ffff; ) {
      if (volume.readUInt32LE(at) === 0x70) volume[at + volume.readUInt16LE(at + 20) + 10] = 1;
      at += volume.readUInt32LE(at + 4);
    }
  }
}
