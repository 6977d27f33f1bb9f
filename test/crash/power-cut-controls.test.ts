import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply } from '../support/block-record.ts';
import { NtfsReader } from '../support/ntfs-reader.ts';
import { NtfsDamage } from '../support/ntfs-structures.ts';
import { CONFIG, type CrashVolume } from './crash-volume.ts';
import { fixtureFiles } from './fixture-files.ts';
import { hiveJudge } from './hive-judge.ts';
import { ext4, fat } from './mounted-crash-volume.ts';
import { ntfs } from './ntfs-crash-volume.ts';
import { judgeEveryPrefix, judgeSubsets, summaryOf, type Tally } from './power-cuts.ts';
import { type Action, recordActions } from './recorded-scene.ts';

/** A judge that finds nothing proves nothing unless it finds what is known to be wrong. */

const hiveSet = fixtureFiles('setting-2');
/** Another hive by one byte of every page. */
const renewed = (hiveSet.get('') ?? new Uint8Array(0)).map((byte, at) =>
  at > 4096 && at % 4096 === 4095 ? byte ^ 1 : byte,
);
const hiveOf = (root: string): string => join(root, CONFIG, 'SOFTWARE');

function writeAll(path: string, flags: string, bytes: Uint8Array): void {
  const file = openSync(path, flags);
  for (let at = 0; at < bytes.length; at += 4096)
    writeSync(file, bytes, at, Math.min(4096, bytes.length - at), at);
  ftruncateSync(file, bytes.length);
  fsyncSync(file);
  closeSync(file);
}

/** The careful way of POSIX, which NTFS drivers on Linux don't keep: they have no journal. */
const replace: Action = async (root) => {
  writeAll(`${hiveOf(root)}.new`, 'wx', renewed);
  renameSync(`${hiveOf(root)}.new`, hiveOf(root));
  execFileSync('sync', ['--file-system', hiveOf(root)]);
};

const writeInPlace: Action = async (root) => writeAll(hiveOf(root), 'r+', renewed);

/** Names beside the hive, until one of them has split the block of the folder's index that the hive's name is in. */
const makeNames: Action = async (root) => {
  for (let index = 0; index < 40; index += 1)
    writeFileSync(`${hiveOf(root)}${index}.name-beside-the-hive`, '');
};

async function judged(volume: CrashVolume, action: Action): Promise<{ prefixes: Tally; subsets: Tally }> {
  const [recorded] = await recordActions(volume, { hiveSet }, [action]);
  if (recorded === undefined) throw new Error('nothing was recorded');
  const { before, after, changes } = recorded;
  const judge = await hiveJudge(volume, before, after);
  const prefixes = await judgeEveryPrefix(before, changes, judge);
  const subsets = await judgeSubsets(before, changes, judge, { perWindow: 16, seed: 1 });
  console.log(
    `${summaryOf(`control on ${volume.name}, prefixes`, prefixes)}\n${summaryOf(`control on ${volume.name}, subsets`, subsets)}`,
  );
  return { prefixes, subsets };
}

describe.runIf(ntfs.isThere)('the judge of an NTFS volume', () => {
  it('catches a replacement by renaming', { timeout: 120_000 }, async () => {
    const { prefixes } = await judged(ntfs, replace);
    expect(prefixes.verdicts['no SOFTWARE file']).toBeGreaterThan(0);
    expect(prefixes.verdicts['another file record']).toBeGreaterThan(0);
  });

  it('catches pages that are written without a log', { timeout: 120_000 }, async () => {
    const { prefixes, subsets } = await judged(ntfs, writeInPlace);
    expect(prefixes.verdicts['neither the old nor the new hive']).toBeGreaterThan(0);
    expect(subsets.verdicts['neither the old nor the new hive']).toBeGreaterThan(0);
    expect(prefixes.verdicts['another file record']).toBeUndefined();
  });

  it('catches a name that is made beside the hive', { timeout: 120_000 }, async () => {
    const { prefixes } = await judged(ntfs, makeNames);
    expect(prefixes.verdicts['no SOFTWARE file']).toBeGreaterThan(0);
  });

  it('reads what ntfscat and ntfsinfo read, at any moment', { timeout: 120_000 }, async () => {
    const [recorded] = await recordActions(ntfs, { hiveSet }, [replace]);
    if (recorded === undefined) throw new Error('nothing was recorded');
    const image = Buffer.from(recorded.before);
    const place = mkdtempSync(join(tmpdir(), 'hivemend-ntfscat-'));
    const seen = { there: 0, missing: 0 };
    try {
      for (const [index, change] of recorded.changes.entries()) {
        apply(image, change);
        // Around the rename, where a name is missing, every moment.
        if (index % 5 !== 0 && index < recorded.changes.length - 40) continue;
        const ours = byOurReader(image);
        const file = join(place, 'image');
        writeFileSync(file, image);
        const theirs = byOtherPrograms(file);
        seen[theirs === undefined ? 'missing' : 'there'] += 1;
        expect(ours, `after write ${index + 1}`).toEqual(theirs);
      }
    } finally {
      rmSync(place, { recursive: true });
    }
    console.log(`read alike by ntfscat and ntfsinfo: ${seen.there} times there, ${seen.missing} times not`);
    expect(seen.there).toBeGreaterThan(10);
    expect(seen.missing).toBeGreaterThan(0);
  });
});

describe.each([ext4, fat].filter(({ isThere }) => isThere))('the judge of a volume: $name', (volume) => {
  it('catches pages that are written without a log', { timeout: 300_000 }, async () => {
    const { prefixes, subsets } = await judged(volume, writeInPlace);
    const torn = (tally: Tally): number => tally.verdicts['neither the old nor the new hive'] ?? 0;
    expect(torn(prefixes) + torn(subsets)).toBeGreaterThan(0);
  });

  it('catches a replacement that is another file, or none', { timeout: 300_000 }, async () => {
    const { prefixes } = await judged(volume, replace);
    const { old, new: renewed, ...others } = prefixes.verdicts;
    expect(Object.keys(others)).not.toEqual([]);
    expect(old).toBeGreaterThan(0);
    expect(renewed ?? 0).toBeLessThan(prefixes.images);
  });
});

interface Seen {
  readonly contents: string;
  readonly number: number;
  readonly sequence: number;
  readonly attributes: number;
}

function byOurReader(image: Buffer): Seen | undefined {
  try {
    const found = new NtfsReader(image).find([...CONFIG.split('/'), 'SOFTWARE']);
    if (found === undefined) return undefined;
    const { contents, number, sequence, attributes } = found;
    return { contents: contents.toString('hex'), number, sequence, attributes };
  } catch (error) {
    if (error instanceof NtfsDamage) return undefined;
    throw error;
  }
}

/** Undefined when they find no such file. */
function byOtherPrograms(image: string): Seen | undefined {
  const path = `/${CONFIG}/SOFTWARE`;
  const contents = spawnSync('ntfscat', ['-f', image, path], { maxBuffer: 1 << 28 });
  if (contents.status !== 0) return undefined;
  const told = execFileSync('ntfsinfo', ['-f', '-F', path, image], { encoding: 'utf8', stdio: 'pipe' });
  const figure = (pattern: RegExp): number => Number(pattern.exec(told)?.[1]);
  return {
    contents: contents.stdout.toString('hex'),
    number: figure(/Dumping Inode (\d+)/),
    sequence: figure(/MFT Record Seq\. Numb\.:\s+(\d+)/),
    attributes: figure(/File attributes:.*\((0x[0-9a-f]+)\)/),
  };
}
