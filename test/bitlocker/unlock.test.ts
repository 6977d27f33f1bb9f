import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { RecoveryPassword } from '../../src/bitlocker/recovery-password.ts';
import {
  findManageBde,
  parseProtectorIds,
  readKeyProtectors,
  toSigned,
  type Unlocking,
  unlockVolume,
} from '../../src/bitlocker/unlock.ts';
import {
  KEY_FILE,
  LockedPc,
  type LockedPcOptions,
  MANAGE_BDE,
  RIGHT_PASSWORD,
  TRANSCRIPTS,
  WRONG_PASSWORD,
} from '../support/locked-pc.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

let pc: LockedPc | undefined;

afterEach(async () => {
  await pc?.end();
  pc = undefined;
});

async function lockedPc(options: LockedPcOptions): Promise<Unlocking & { readonly pc: LockedPc }> {
  pc = await LockedPc.start(options);
  return { pc, files: pc.files, commands: pc.commands, manageBde: MANAGE_BDE, volume: 'D:' };
}

const withPassword = (text: string) =>
  ({ by: 'recovery-password', password: RecoveryPassword.parse(text) }) as const;

describe.each(['en', 'ja'] as const)('manage-bde that speaks %s', (language) => {
  it('unlocks with the right recovery password and is handed exactly that', async () => {
    const unlocking = await lockedPc({ language });
    expect(await unlockVolume(unlocking, withPassword(RIGHT_PASSWORD))).toEqual({
      state: 'unlocked',
      volume: 'D:',
    });
    expect(await unlockVolume(unlocking, withPassword(RIGHT_PASSWORD))).toEqual({
      state: 'already-open',
      volume: 'D:',
    });
    expect(await unlocking.pc.calls()).toBe(`-unlock\nD:\n-RecoveryPassword\n${RIGHT_PASSWORD}\n`);
  });

  it('refuses a wrong one with a signed exit code, without a digit of it', async () => {
    const error: unknown = await unlockVolume(
      await lockedPc({ language }),
      withPassword(WRONG_PASSWORD),
    ).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'unlock-refused',
      details: { volume: 'D:', exitCode: -2144272345 },
    });
    expect(`${error}${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.toMatch(/\d{6}-\d{6}/);
  });

  it('unlocks with a recovery key file, and misses one that is not there before anything is called', async () => {
    const unlocking = await lockedPc({ language });
    const gone = { by: 'recovery-key', file: 'E:\\gone.BEK' } as const;
    await expect(unlockVolume(unlocking, gone)).rejects.toMatchObject({ code: 'file-missing' });
    expect(await unlocking.pc.calls()).toBe('');
    const key = { by: 'recovery-key', file: KEY_FILE } as const;
    expect(await unlockVolume(unlocking, key)).toMatchObject({ state: 'unlocked' });
  });

  it('tells the IDs of the keys', async () => {
    expect(await readKeyProtectors(await lockedPc({ language }))).toEqual({
      recoveryPasswords: ['DFA26333-9C14-402C-8E21-A8C40AF3D5B1'],
      recoveryKeys: [],
    });
  });

  it('says so when only an administrator may', async () => {
    const unlocking = await lockedPc({ language, noRights: true });
    for (const attempt of [
      () => unlockVolume(unlocking, withPassword(RIGHT_PASSWORD)),
      () => readKeyProtectors(unlocking),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not-administrator' });
  });

  it('prints IDs in every language, of which passwords are no part', async () => {
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
  const ending = (exitCode: number, before?: () => void) => ({
    run: async () => {
      before?.();
      return { exitCode, stdout: new Uint8Array(0), stderr: new Uint8Array(0) };
    },
  });

  it('does not believe an exit code against the volume itself', async () => {
    const unlocking = await lockedPc({ language: 'en' });
    for (const exitCode of [0, 0x8031_0000, -2144272384])
      await expect(
        unlockVolume({ ...unlocking, commands: ending(exitCode) }, withPassword(RIGHT_PASSWORD)),
      ).rejects.toMatchObject({ code: 'unlock-refused', details: { exitCode: -2144272384 } });
  });

  it('takes a volume that is open after a complaint for open', async () => {
    const unlocking = await lockedPc({ language: 'en' });
    const commands = ending(0x8031_0001, () => unlocking.pc.files.allow('D:\\'));
    expect(await unlockVolume({ ...unlocking, commands }, withPassword(RIGHT_PASSWORD))).toMatchObject({
      state: 'already-open',
    });
  });

  it('misses a drive that is not there', async () => {
    const unlocking = { ...(await lockedPc({ language: 'en' })), volume: 'Q:' };
    await expect(unlockVolume(unlocking, withPassword(RIGHT_PASSWORD))).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  it('takes manage-bde from the running system only', async () => {
    const unlocking = await lockedPc({ language: 'en' });
    expect(await findManageBde(unlocking.files, 'X:\\Windows')).toBe(MANAGE_BDE);
    const plainPe = new MemoryFileSystem({ flavour: 'windows' });
    await expect(findManageBde(plainPe, 'X:\\Windows')).rejects.toMatchObject({
      code: 'command-missing',
      details: { program: MANAGE_BDE },
    });
    const gone = { ...unlocking, manageBde: '/nowhere/manage-bde' };
    await expect(unlockVolume(gone, withPassword(RIGHT_PASSWORD))).rejects.toMatchObject({
      code: 'command-missing',
    });
  });

  it('reads exit codes signed and unsigned', () => {
    expect(toSigned(2150694912)).toBe(-2144272384);
    expect(toSigned(-2144272384)).toBe(-2144272384);
    expect(toSigned(0)).toBe(0);
  });
});
