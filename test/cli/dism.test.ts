import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import type { CommandRunner } from '../../src/files/command-runner.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { WIM_HEADER_SIZE, WimHeader } from '../../src/imaging/wim/structures.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** On Windows a WIM is opened by DISM. Here its part is played: what counts are the command lines and what is made of the ends. */

const WIM = 'C:\\images\\install.wim';
const XML =
  '<WIM><IMAGE INDEX="1"><NAME>Windows 11 &amp; more</NAME><WINDOWS><EDITIONID>Pro</EDITIONID></WINDOWS></IMAGE></WIM>';

/** A header and XML data, which is all that hivemend itself reads. */
function wim(flags = 0): Uint8Array {
  const xml = Buffer.from(`\ufeff${XML}`, 'utf16le');
  const bytes = new Uint8Array(WIM_HEADER_SIZE + xml.length);
  WimHeader.encode(bytes, 0, {
    headerSize: WIM_HEADER_SIZE,
    version: 0x10d00,
    flags,
    partNumber: 1,
    totalParts: 1,
    imageCount: 1,
    xmlSize: BigInt(xml.length) | (2n << 56n),
    xmlOffset: BigInt(WIM_HEADER_SIZE),
    integrityOffset: 1n,
  });
  bytes.set(xml, WIM_HEADER_SIZE);
  return bytes;
}

/** A DISM that mounts a PC, and keeps what is committed. */
function pc(failing?: string) {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put(WIM, wim());
  files.putFolder('C:\\tmp');
  files.putFolder('C:\\Windows\\System32');
  const lines: string[] = [];
  let kept = buildHive(software()).bytes;
  let mounted = '';
  const hive = () => `${mounted}\\Windows\\System32\\config\\SOFTWARE`;
  const run: CommandRunner['run'] = async (program, args) => {
    if (program === 'wimlib-imagex') throw new HiveError('command-missing', { program });
    expect(program).toBe('C:\\Windows\\System32\\dism.exe');
    lines.push(
      args
        .slice(1)
        .join(' ')
        .replaceAll(/C:\\tmp\\[^ ]*/g, 'MOUNT'),
    );
    const text = args.join(' ');
    if (failing !== undefined && text.includes(failing))
      return {
        exitCode: 0xc142_0116 | 0,
        stdout: Buffer.from('Error: 0xc1420116'),
        stderr: new Uint8Array(),
      };
    if (text.includes('/Mount-Image')) {
      mounted = /\/MountDir:(\S+)/.exec(text)?.[1] ?? '';
      files.put(hive(), kept);
    } else if (text.includes('/Unmount-Image')) {
      if (text.includes('/Commit')) {
        kept = files.bytes(hive()) ?? kept;
        const bytes = files.bytes(WIM) ?? wim();
        files.put(WIM, Uint8Array.of(...bytes, 1));
      }
      for (const path of files.paths().reverse())
        if (path.startsWith(`${mounted}\\`) && path !== `${mounted}\\`)
          await (path.endsWith('\\') ? files.removeFolder(path.slice(0, -1)) : files.remove(path));
    }
    return { exitCode: 0, stdout: new Uint8Array(), stderr: new Uint8Array() };
  };
  return { files, lines, commands: { run }, environment: { SystemRoot: 'C:\\Windows', TEMP: 'C:\\tmp' } };
}

describe('a WIM on Windows', () => {
  it('is mounted, repaired and committed by DISM', async () => {
    const { lines, ...sitting } = pc();
    const repaired = await sit(['repair', WIM, '--json'], sitting);
    expect(repaired.exitCode, repaired.stdout).toBe(0);
    expect(JSON.parse(repaired.stdout).result.targets[0]).toMatchObject({
      image: { index: 1, name: 'Windows 11 & more' },
      disk: 'changed',
      result: { outcome: { hive: `${WIM}\\1\\Windows\\System32\\config\\SOFTWARE` } },
    });
    expect(lines).toEqual([
      `/Mount-Image /ImageFile:${WIM} /Index:1 /MountDir:MOUNT /CheckIntegrity`,
      '/Unmount-Image /MountDir:MOUNT /Commit /CheckIntegrity',
      `/Get-ImageInfo /ImageFile:${WIM}`,
    ]);
    lines.length = 0;
    expect((await sit(['check', WIM], sitting)).exitCode).toBe(0);
    expect(lines).toEqual([
      `/Mount-Image /ImageFile:${WIM} /Index:1 /MountDir:MOUNT /ReadOnly`,
      '/Unmount-Image /MountDir:MOUNT /Discard',
    ]);
    expect(sitting.files.paths().filter((path) => /hivemend-image/.test(path))).toEqual([]);
  });

  it.each([
    ['/Mount-Image', 15, 'program-failed'],
    ['/Commit', 20, 'image-not-written'],
    ['/Get-ImageInfo', 22, 'image-uncertain'],
  ])('is told when %s fails', async (step, exitCode, code) => {
    const { lines, ...sitting } = pc(step);
    const ended = await sit(['repair', WIM, '--json'], sitting);
    expect(ended.exitCode, ended.stdout).toBe(exitCode);
    expect(JSON.parse(ended.stdout).error).toMatchObject({
      code,
      details: { said: 'Error: 0xc1420116' },
    });
    if (step === '/Commit') expect(lines.at(-1)).toBe('/Unmount-Image /MountDir:MOUNT /Discard');
    expect(sitting.files.paths().filter((path) => /hivemend-image|hivemend-lock/.test(path))).toEqual([]);
  });

  it('is told when it can not be let go of', async () => {
    const sitting = pc('/Unmount-Image');
    const ended = await sit(['check', WIM, '--json'], sitting);
    expect(JSON.parse(ended.stdout).error).toMatchObject({ code: 'image-left-mounted' });
    expect(ended.exitCode).toBe(15);
  });

  it.each([
    [0x4, 'marked-read-only'],
    [0x40, 'left-half-written'],
  ])('is refused for writing with the flag %d', async (flag, because) => {
    const sitting = pc();
    sitting.files.put(WIM, wim(flag));
    const { stdout } = await sit(['repair', WIM, '--json'], sitting);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'image-not-writable', details: { because } });
  });

  it('is refused when its tables do not agree', async () => {
    const sitting = pc();
    const bytes = wim();
    new DataView(bytes.buffer).setUint32(44, 7, true);
    sitting.files.put(WIM, bytes);
    expect((await sit(['check', WIM], sitting)).exitCode).toBe(12);
  });
});
