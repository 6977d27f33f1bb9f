import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRunner } from '../../../src/files/command-runner.ts';
import { nodeFileSystem } from '../../../src/files/node/file-system.ts';
import { carryTraits, protectLike, type TraitAccess } from '../../../src/files/node/windows-traits.ts';
import { HiveError } from '../../../src/ground/errors.ts';
import {
  attributeOf,
  haveNtfs,
  setAttribute,
  setFileAttributes,
  withNtfs,
} from '../../support/ntfs-volume.ts';
import { EVERYONE, securityDescriptor, systemAndAdministrators } from '../../support/security-descriptor.ts';

const ACL = 'system.ntfs_acl';
const SECURITY = 'system.ntfs_security';
const ATTRIBUTES = 'system.ntfs_attrib_be';
const CREATED = 'system.ntfs_crtime';
const OBJECT_ID = 'system.ntfs_object_id';

const closed = systemAndAdministrators();
const open = securityDescriptor([{ sid: EVERYONE }]);
const bytes = (...values: number[]) => Uint8Array.from(values);

const folder = mkdtempSync(join(tmpdir(), 'hivemend-traits-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [hive, one, two] = ['SOFTWARE', 'one', 'two'].map((name) => join(folder, name));
if (hive === undefined || one === undefined || two === undefined) throw new Error('three names');

/** Extended attributes in a map, behind programs that are called like the real ones. */
class FakePrograms implements CommandRunner {
  readonly attributes = new Map<string, Map<string, Uint8Array>>();
  readonly started: string[] = [];
  /** Paths that take no attribute. */
  readonly refusing = new Set<string>();
  state: 'there' | 'missing' | 'elsewhere' | 'hanging' = 'there';

  set(path: string, name: string, value: Uint8Array): void {
    const own = this.attributes.get(path) ?? new Map<string, Uint8Array>();
    this.attributes.set(path, own.set(name, value));
  }

  async run(program: string, args: readonly string[]) {
    this.started.push(basename(program));
    if (this.state === 'missing' || (this.state === 'elsewhere' && !program.startsWith('/usr/local/bin/')))
      throw new HiveError('command-missing', { program });
    if (this.state === 'hanging') throw new HiveError('command-failed', { program, cause: 'SIGTERM' });
    const name = args[args.indexOf('-n') + 1] ?? '';
    const paths = args.slice(args.indexOf('--') + 1);
    const stderr = new Uint8Array(0);
    if (basename(program) === 'getfattr') {
      const value = this.attributes.get(paths[0] ?? '')?.get(name);
      return { exitCode: value === undefined ? 1 : 0, stdout: value ?? stderr, stderr };
    }
    const value = Buffer.from((args[args.indexOf('-v') + 1] ?? '').slice(2), 'hex');
    for (const path of paths) if (!this.refusing.has(path)) this.set(path, name, new Uint8Array(value));
    return { exitCode: 0, stdout: stderr, stderr };
  }
}

let programs: FakePrograms;
const types = new Map<string, string>();
const access: TraitAccess = {
  commands: async () => programs,
  mountType: async (path) => types.get(path),
};

beforeEach(() => {
  programs = new FakePrograms();
  types.clear();
  for (const path of [hive, one, two]) {
    writeFileSync(path, '');
    chmodSync(path, 0o666);
    types.set(path, 'fuseblk');
    programs.set(path, ACL, open);
  }
});

describe('protecting like a model', () => {
  const protect = () => protectLike(access, hive, [one, two]);

  it('starts no program where there are no security descriptors', async () => {
    for (const path of [hive, one]) types.set(path, 'ext4');
    expect(await protect()).toBe('same');
    types.clear();
    expect(await protect()).toBe('same');
    expect(programs.started).toEqual([]);
  });

  it.each(['fuseblk', 'fuse', 'fuse.ntfs-3g', 'fuse.lowntfs-3g'])(
    'carries the descriptor over: %s',
    async (type) => {
      for (const path of [hive, one]) types.set(path, type);
      programs.set(hive, ACL, closed);
      expect(await protect()).toBe('same');
      for (const path of [one, two]) expect(programs.attributes.get(path)?.get(ACL)).toEqual(closed);
    },
  );

  it('knows the name that the kernel’s driver has for it', async () => {
    for (const path of [hive, one]) types.set(path, 'ntfs3');
    programs.set(hive, SECURITY, closed);
    expect(await protect()).toBe('same');
    expect(programs.attributes.get(two)?.get(SECURITY)).toEqual(closed);
  });

  it('names who can open what would not take it', async () => {
    programs.set(hive, ACL, closed);
    programs.refusing.add(two);
    expect(await protect()).toEqual({ openTo: ['S-1-1-0'] });
  });

  it('finds nothing wrong when the model is as open', async () => {
    for (const path of [one, two]) programs.refusing.add(path);
    programs.set(hive, ACL, securityDescriptor(undefined));
    expect(await protect()).toBe('same');
  });

  it('does not know without programs, and where they do not end', async () => {
    programs.set(hive, ACL, closed);
    programs.state = 'missing';
    expect(await protect()).toBe('unknown');
    programs.state = 'hanging';
    expect(await protect()).toBe('unknown');
    programs.state = 'elsewhere';
    expect(await protect()).toBe('same');
  });

  it('does not know where a descriptor is malformed', async () => {
    programs.set(hive, ACL, closed);
    programs.refusing.add(two);
    programs.set(two, ACL, open.subarray(0, 50));
    expect(await protect()).toBe('unknown');
  });

  it('closes what lies on another file system by its permissions', async () => {
    for (const path of [one, two]) types.set(path, 'ext4');
    for (const path of [one, two]) programs.attributes.delete(path);
    for (const path of [one, two]) programs.refusing.add(path);
    expect(await protect()).toBe('same');
    expect(statSync(one).mode & 0o777).toBe(0o666);
    programs.set(hive, ACL, closed);
    expect(await protect()).toBe('same');
    for (const path of [one, two]) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes by the permissions of a model on another file system', async () => {
    types.set(hive, 'ext4');
    programs.attributes.delete(hive);
    expect(await protect()).toBe('same');
    chmodSync(hive, 0o640);
    expect(await protect()).toEqual({ openTo: ['S-1-1-0'] });
    for (const path of [one, two]) programs.set(path, ACL, closed);
    expect(await protect()).toEqual({ openTo: ['S-1-5-18', 'S-1-5-32-544'] });
  });

  it('goes by permissions where another driver’s mount has the same type', async () => {
    for (const path of [hive, one, two]) programs.attributes.delete(path);
    for (const path of [one, two]) programs.refusing.add(path);
    expect(await protect()).toBe('same');
    chmodSync(hive, 0o600);
    expect(await protect()).toEqual({ openTo: ['S-1-1-0'] });
  });

  it('says that a file is missing', async () => {
    types.set(hive, 'ext4');
    rmSync(hive);
    await expect(protect()).rejects.toMatchObject({ code: 'file-missing' });
  });
});

describe('carrying traits', () => {
  const carry = () => carryTraits(access, hive, one);
  const give = (path: string, attributes: Uint8Array, created: Uint8Array) => {
    programs.set(path, ATTRIBUTES, attributes);
    programs.set(path, CREATED, created);
  };

  it('does nothing where there are none', async () => {
    types.set(hive, 'ext4');
    expect(await carry()).toEqual([]);
    expect(programs.started).toEqual([]);
  });

  it('gives the file all that the other one has', async () => {
    programs.set(hive, ACL, closed);
    give(hive, bytes(0, 0, 0, 0x26), bytes(1, 2, 3, 4, 5, 6, 7, 8));
    expect(await carry()).toEqual([]);
    expect(programs.attributes.get(one)).toEqual(programs.attributes.get(hive));
  });

  it('tells what the file would not take', async () => {
    programs.set(hive, ACL, closed);
    give(hive, bytes(0, 0, 0, 0x26), bytes(1, 2, 3, 4, 5, 6, 7, 8));
    programs.set(hive, OBJECT_ID, bytes(...Array(16).keys()));
    programs.refusing.add(one);
    expect(await carry()).toEqual(['security-descriptor', 'attributes', 'creation-time', 'object-id']);
  });

  it('has no name for the creation time with the kernel’s driver', async () => {
    types.set(hive, 'ntfs3');
    programs.set(hive, SECURITY, closed);
    expect(await carry()).toEqual(['creation-time']);
  });

  it('loses everything in a mounted WIM, and without programs', async () => {
    const all = ['security-descriptor', 'attributes', 'creation-time'];
    types.set(hive, 'fuse.wimfs');
    expect(await carry()).toEqual(all);
    types.set(hive, 'fuseblk');
    programs.state = 'missing';
    expect(await carry()).toEqual(all);
  });
});

describe.runIf(haveNtfs)('on a real NTFS volume', () => {
  const files = nodeFileSystem();

  async function inConfig(body: (config: string, software: string) => Promise<void>): Promise<void> {
    await withNtfs(async (root) => {
      const config = join(root, 'config');
      mkdirSync(config);
      const software = join(config, 'SOFTWARE');
      writeFileSync(software, 'regf');
      setAttribute(software, ACL, closed);
      setFileAttributes(software, 0x26);
      await body(config, software);
    });
  }

  it('a new file is open to everyone until it is protected', () =>
    inConfig(async (config, software) => {
      const backup = join(config, 'backup');
      mkdirSync(backup);
      const copy = join(backup, 'SOFTWARE');
      writeFileSync(copy, 'regf');
      for (const path of [backup, copy])
        expect(attributeOf(path, ACL)).not.toBe(Buffer.from(closed).toString('hex'));
      expect(await files.protectLike(software, [backup, copy])).toBe('same');
      for (const path of [backup, copy])
        expect(attributeOf(path, ACL)).toBe(Buffer.from(closed).toString('hex'));
    }));

  it('a file is made like another one', () =>
    inConfig(async (config, software) => {
      const staged = join(config, 'staged');
      await new Promise((passed) => setTimeout(passed, 20));
      writeFileSync(staged, 'regf');
      const names = [ACL, ATTRIBUTES, CREATED];
      for (const name of names) expect(attributeOf(staged, name), name).not.toBe(attributeOf(software, name));
      expect(await files.carryTraits(software, staged)).toEqual([]);
      for (const name of names) expect(attributeOf(staged, name), name).toBe(attributeOf(software, name));
      setAttribute(software, OBJECT_ID, bytes(...Array(16).keys()));
      expect(await files.carryTraits(software, staged)).toEqual(['object-id']);
    }));

  it('a backup on another volume is closed by its permissions', () =>
    inConfig(async (_config, software) => {
      chmodSync(one, 0o777);
      expect(await files.protectLike(software, [one])).toBe('same');
      expect(statSync(one).mode & 0o777).toBe(0o700);
    }));
});
