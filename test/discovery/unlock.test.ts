import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecoveryPassword } from '../../src/discovery/recovery-password.ts';
import {
  findManageBde,
  parseProtectorIds,
  readKeyProtectors,
  toSigned,
  type Unlocking,
  unlockVolume,
} from '../../src/discovery/unlock.ts';
import { HiveError } from '../../src/errors.ts';
import type { CommandRunner } from '../../src/platform/command-runner.ts';
import type { ReadOnlyFileSystem } from '../../src/platform/file-system.ts';
import { nodeCommandRunner } from '../../src/platform/node-command-runner.ts';
import { nodeFileSystem } from '../../src/platform/node-file-system.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const RIGHT = '111111-222222-333333-444444-555555-666666-000011-720885';
const WRONG = '111111-222222-333333-444444-555555-666666-000011-000022';
const TRANSCRIPTS = resolve('fixtures', 'transcripts');

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hivemend-unlock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A program that answers like manage-bde, in a language, and opens "the volume" by making a file. */
async function fakeManageBde(language: 'en' | 'ja', options: { noWmi?: boolean } = {}): Promise<string> {
  const path = join(folder, 'manage-bde');
  const say = (name: string): string => `cat '${TRANSCRIPTS}/${language}/${name}.txt'`;
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" >> '${folder}/calls'`,
    // A shell's exit code has eight bits; the runner below turns these two into what Windows reports.
    ...(options.noWmi ? [say('no-wmi-access'), 'exit 5'] : []),
    'case "$1 $3 $4 $5" in',
    `  "-protectors D: -Type RecoveryPassword") ${say('protectors-recovery-password')}; exit 0 ;;`,
    `  "-protectors D: -Type ExternalKey") ${say('protectors-none')}; exit 1 ;;`,
    'esac',
    `if [ "$*" = '-unlock D: -RecoveryPassword ${RIGHT}' ] || [ "$*" = '-unlock D: -RecoveryKey ${folder}/key.BEK' ]; then`,
    `  touch '${folder}/open'; ${say('unlocked')}; exit 0`,
    'fi',
    `${say('refused')}; exit 3`,
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  await chmod(path, 0o755);
  return path;
}

/** Windows' exit codes, which no program on Linux can end with. */
const EXIT_CODES: Readonly<Record<number, number>> = { 3: 0x8031_0027, 5: -2147217405 };

const commands: CommandRunner = {
  async run(program, args, options) {
    const result = await nodeCommandRunner().run(program, args, options);
    return { ...result, exitCode: EXIT_CODES[result.exitCode] ?? result.exitCode };
  },
};

/** A Windows with a volume D: that is locked until the program above has opened it. */
function lockedPc(): ReadOnlyFileSystem {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put('D:\\Windows\\System32\\config\\SOFTWARE', Uint8Array.of(1));
  files.put('X:\\Windows\\System32\\Manage-BDE.exe', Uint8Array.of(1));
  const real = nodeFileSystem();
  const refuse = async (path: string): Promise<void> => {
    if (/^d:/i.test(path) && (await real.status(join(folder, 'open'))) === undefined)
      throw new HiveError('volume-locked', { path });
  };
  return new Proxy<ReadOnlyFileSystem>(files, {
    get: (target, name) => {
      if (name === 'flavour') return target.flavour;
      if (name === 'status')
        return async (path: string) => {
          await refuse(path);
          return path.startsWith(folder) ? real.status(path) : target.status(path);
        };
      if (name === 'list')
        return async (path: string) => {
          await refuse(path);
          return target.list(path);
        };
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

const unlocking = (manageBde: string): Unlocking => ({
  files: lockedPc(),
  commands,
  manageBde,
  volume: 'D:',
});
const withPassword = (text: string) =>
  ({ by: 'recovery-password', password: RecoveryPassword.parse(text) }) as const;

describe.each(['en', 'ja'] as const)('manage-bde that speaks %s', (language) => {
  it('unlocks with the right recovery password and hands over exactly that', async () => {
    const manageBde = await fakeManageBde(language);
    expect(await unlockVolume(unlocking(manageBde), withPassword(RIGHT))).toEqual({
      state: 'unlocked',
      volume: 'D:',
    });
    const calls = await readFile(join(folder, 'calls'), 'utf8');
    expect(calls).toBe(`-unlock\nD:\n-RecoveryPassword\n${RIGHT}\n`);
    expect(await unlockVolume(unlocking(manageBde), withPassword(RIGHT))).toEqual({
      state: 'already-open',
      volume: 'D:',
    });
  });

  it('refuses a wrong one with a signed exit code, without a digit of it', async () => {
    const error: unknown = await unlockVolume(
      unlocking(await fakeManageBde(language)),
      withPassword(WRONG),
    ).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'unlock-refused',
      details: { volume: 'D:', exitCode: -2144272345 },
    });
    expect(`${error}${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.toMatch(/\d{6}-\d{6}/);
  });

  it('unlocks with a recovery key file, and misses one that is not there before anything is called', async () => {
    const manageBde = await fakeManageBde(language);
    const file = join(folder, 'key.BEK');
    await expect(unlockVolume(unlocking(manageBde), { by: 'recovery-key', file })).rejects.toMatchObject({
      code: 'file-missing',
    });
    await writeFile(file, 'key');
    expect(await unlockVolume(unlocking(manageBde), { by: 'recovery-key', file })).toMatchObject({
      state: 'unlocked',
    });
    expect(await readFile(join(folder, 'calls'), 'utf8')).toContain('-RecoveryKey');
  });

  it('tells the IDs of the keys', async () => {
    expect(await readKeyProtectors(unlocking(await fakeManageBde(language)))).toEqual({
      recoveryPasswords: ['DFA26333-9C14-402C-8E21-A8C40AF3D5B1'],
      recoveryKeys: [],
    });
  });

  it('says so when only an administrator may', async () => {
    const refusal = unlocking(await fakeManageBde(language, { noWmi: true }));
    await expect(unlockVolume(refusal, withPassword(RIGHT))).rejects.toMatchObject({
      code: 'not-administrator',
    });
    await expect(readKeyProtectors(refusal)).rejects.toMatchObject({ code: 'not-administrator' });
  });

  it('prints IDs in every language, and a password in none', async () => {
    const ids = async (name: string) =>
      parseProtectorIds(await readFile(join(TRANSCRIPTS, language, `${name}.txt`)));
    expect(await ids('protectors-recovery-key')).toEqual(['08F750D7-0483-4F0E-847B-174119BD2896']);
    expect(await ids('protectors-none')).toEqual([]);
    expect(await ids('protectors-open-volume')).toEqual([
      '8A5D13D6-7ED9-46C8-A74F-AC3ADF016EC8',
      'DFA26333-9C14-402C-8E21-A8C40AF3D5B1',
    ]);
  });
});

describe('unlocking', () => {
  it('does not believe an exit code against the volume itself', async () => {
    const says = (exitCode: number): Unlocking => ({
      ...unlocking('manage-bde'),
      commands: { run: async () => ({ exitCode, stdout: new Uint8Array(0), stderr: new Uint8Array(0) }) },
    });
    await expect(unlockVolume(says(0), withPassword(RIGHT))).rejects.toMatchObject({
      code: 'unlock-refused',
      details: { exitCode: -2144272384 },
    });
    for (const locked of [0x8031_0000, -2144272384])
      await expect(unlockVolume(says(locked), withPassword(RIGHT))).rejects.toMatchObject({
        details: { exitCode: -2144272384 },
      });
  });

  it('takes a volume that is open after a complaint for open', async () => {
    const complains: CommandRunner = {
      run: async () => {
        await writeFile(join(folder, 'open'), '');
        return { exitCode: 0x8031_0001, stdout: new Uint8Array(0), stderr: new Uint8Array(0) };
      },
    };
    expect(await unlockVolume({ ...unlocking('x'), commands: complains }, withPassword(RIGHT))).toMatchObject(
      { state: 'already-open' },
    );
  });

  it('misses a drive that is not there', async () => {
    const nowhere = { ...unlocking('manage-bde'), volume: 'Q:' };
    await expect(unlockVolume(nowhere, withPassword(RIGHT))).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('takes manage-bde from the running system only', async () => {
    expect(await findManageBde(lockedPc(), 'X:\\Windows')).toBe('X:\\Windows\\System32\\manage-bde.exe');
    await expect(
      findManageBde(new MemoryFileSystem({ flavour: 'windows' }), 'X:\\Windows'),
    ).rejects.toMatchObject({
      code: 'command-missing',
      details: { program: 'X:\\Windows\\System32\\manage-bde.exe' },
    });
    const gone = unlocking(join(folder, 'gone'));
    await expect(unlockVolume(gone, withPassword(RIGHT))).rejects.toMatchObject({ code: 'command-missing' });
  });

  it('reads exit codes signed and unsigned', () => {
    expect(toSigned(2150694912)).toBe(-2144272384);
    expect(toSigned(-2144272384)).toBe(-2144272384);
    expect(toSigned(0)).toBe(0);
  });
});
