import { afterEach, describe, expect, it } from 'vitest';
import { RecoveryPassword } from '../../src/bitlocker/recovery-password.ts';
import { NEW_PASSWORD, ProtectedPc, type WrongCall } from '../support/protected-pc.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend prevent` where one call of manage-bde goes wrong, each in its turn and in each way: what is told of the drive is so. */

const KEY_FILE = 'E:\\key.txt';
const CALLS = 10;
const WAYS: readonly WrongCall[] = ['refuses', 'is-killed', 'does-and-is-killed', 'talks-rubbish'];
/** Where it is told that nobody knows, or that a key is left. */
const HONEST = ['recovery-password-lost', 'protection-uncertain'];

const started: ProtectedPc[] = [];

afterEach(async () => {
  for (const pc of started.splice(0)) await pc.end();
});

async function running(at: number, how: WrongCall, isUnreadable: boolean): Promise<ProtectedPc> {
  const fault = isUnreadable ? ({ fault: 'no-digits' } as const) : {};
  const pc = await ProtectedPc.start({ helloOnly: false, wrongCall: { at, how }, ...fault });
  started.push(pc);
  return pc;
}

const withoutDigits = (text: string): string => text.replace(/\D/g, '');

async function tellsTheTruth(pc: ProtectedPc): Promise<void> {
  const options = ['prevent', '--yes', '--json', '--before-firmware-update'];
  const { stdout, stderr } = await sit([...options, '--save-recovery-password', KEY_FILE], pc);
  const { disk, result } = JSON.parse(stdout);
  const [, key, suspension] = result.measures;
  const { hasNewKey, isSuspended } = await pc.drive();
  const bytes = pc.files.bytes(KEY_FILE);
  const saved = bytes === undefined ? undefined : RecoveryPassword.parseFile(bytes).reveal();
  expect(withoutDigits(stdout + stderr)).not.toContain(withoutDigits(NEW_PASSWORD));
  expect(saved).toBe(key.state === 'done' ? NEW_PASSWORD : undefined);
  if (key.state === 'done') expect(hasNewKey).toBe(true);
  else if (hasNewKey) expect(HONEST).toContain(key.error?.code);
  if (suspension.state === 'done') expect(isSuspended).toBe(true);
  else if (isSuspended) expect(HONEST).toContain(suspension.error?.code);
  if (hasNewKey || isSuspended) expect(disk).not.toBe('unchanged');
  expect(pc.files.openHandles()).toBe(0);
}

describe.each(WAYS)('a call of manage-bde that %s', (how) => {
  it.each(Array.from({ length: CALLS }, (_, index) => index + 1))('is told as it is: call %i', async (at) => {
    await tellsTheTruth(await running(at, how, false));
  });

  // Where the new key can't be read it is taken away again.
  it.each([8, 9])('is told as it is after a key that can not be read: call %i', async (at) => {
    await tellsTheTruth(await running(at, how, true));
  });
});

it('has this many calls where none goes wrong', async () => {
  const pc = await running(CALLS + 1, 'refuses', false);
  await tellsTheTruth(pc);
  const starts = (await pc.calls())
    .split('\n')
    .filter((line) => line === '-status' || line === '-protectors');
  expect(starts).toHaveLength(CALLS);
  expect(await pc.drive()).toEqual({ hasNewKey: true, isSuspended: true });
});
