import { afterEach, describe, expect, it } from 'vitest';
import { RecoveryPassword } from '../../src/bitlocker/recovery-password.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { SETTING_VALUE_NAME } from '../../src/windows/setting.ts';
import {
  DEVICE,
  KEY_ID,
  NEW_KEY_ID,
  NEW_PASSWORD,
  ProtectedPc,
  type ProtectedPcOptions,
} from '../support/protected-pc.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend prevent` in the Windows that runs: manage-bde is a program that stands in for it, reg.exe is made. */

const started: ProtectedPc[] = [];

async function running(options: ProtectedPcOptions = {}): Promise<ProtectedPc> {
  const pc = await ProtectedPc.start(options);
  started.push(pc);
  return pc;
}

afterEach(async () => {
  for (const pc of started.splice(0)) await pc.end();
});

const flat = (text: string): string => text.replace(/\s+/g, ' ');
const setting = ({ registry }: ProtectedPc) => registry.keys[DEVICE]?.[SETTING_VALUE_NAME]?.[1];
const measures = (stdout: string): readonly { readonly state: string }[] =>
  JSON.parse(stdout).result.measures;
const states = (stdout: string): readonly string[] => measures(stdout).map(({ state }) => state);

/** Whether the digits stand anywhere in it, with or without what separates them. */
const tells = (text: string): boolean =>
  text.replace(/[^0-9]/g, '').includes(NEW_PASSWORD.replace(/\D/g, ''));

describe.each(['en', 'ja'] as const)(
  'hivemend prevent, where manage-bde and hivemend speak %s',
  (language) => {
    it('asks once for each, does it, and shows the key this once', async () => {
      const pc = await running({ language });
      const { exitCode, stdout, stderr } = await sit(
        ['prevent', '--before-firmware-update', '--lang', language],
        { ...pc, typed: ['y', 'y', 'y', 'y'] },
      );
      expect(exitCode).toBe(0);
      expect(setting(pc)).toBe('0x0');
      expect(await pc.calls()).toContain('-disable\nC:\n-RebootCount\n2\n');
      expect(await pc.calls()).not.toContain(NEW_PASSWORD);
      expect(stderr.split(NEW_PASSWORD)).toHaveLength(2);
      expect(tells(stdout)).toBe(false);
      expect(stdout).toContain(NEW_KEY_ID);
      expect(stdout).toContain('manage-bde -protectors -enable C:');
      expect(Math.max(...(stdout + stderr).split(/[\n\r]/).map(textWidth))).toBeLessThan(80);
      await expect(`${stderr}${stdout}`.replaceAll('\r', '\n')).toMatchFileSnapshot(
        `../golden/prevent/${language}.txt`,
      );
    });

    it('tells what is to be done with --check, and does none of it', async () => {
      const pc = await running({ language });
      const { exitCode, stdout } = await sit(
        ['prevent', '--check', '--before-firmware-update', '--lang', language],
        pc,
      );
      expect(exitCode).toBe(3);
      expect(setting(pc)).toBe('0x2');
      expect(await pc.calls()).not.toMatch(/-add|-disable|-delete/);
      await expect(stdout).toMatchFileSnapshot(`../golden/prevent/check-${language}.txt`);
    });

    it('has nothing to do where all is in order, and names the key', async () => {
      const pc = await running({ language, hasKey: true, helloOnly: false });
      const { exitCode, stdout } = await sit(['prevent', '--check', '--lang', language], pc);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(KEY_ID);
      expect(stdout).toContain('https://aka.ms/myrecoverykey');
      expect((await sit(['prevent', '--yes', '--lang', language], pc)).exitCode).toBe(0);
      expect(await pc.calls()).not.toContain('-add');
    });
  },
);

describe('the recovery password', () => {
  it('is written to a file on another drive, which unlocks it later', async () => {
    const pc = await running();
    const { exitCode, stdout, stderr } = await sit(
      ['prevent', '--yes', '--save-recovery-password', 'E:\\key.txt'],
      pc,
    );
    expect(exitCode).toBe(0);
    expect(tells(stdout + stderr)).toBe(false);
    const bytes = pc.files.bytes('E:\\key.txt') ?? new Uint8Array(0);
    expect(RecoveryPassword.parseFile(bytes).reveal()).toBe(NEW_PASSWORD);
    expect(new TextDecoder('utf-16le').decode(bytes)).toContain(NEW_KEY_ID);
    expect(pc.files.openHandles()).toBe(0);
  });

  it.each([
    ['shown', [] as readonly string[]],
    ['saved', ['--save-recovery-password', 'E:\\key.txt']],
  ])('is in no log, report or document, and --verbose tells no more of it (%s)', async (_how, more) => {
    const outputs = [
      ['--log', 'E:\\run.log'],
      ['--log', 'E:\\trace.log', '--log-format', 'cmtrace'],
      ['--report', 'E:\\why.html'],
      ['--report', 'E:\\why.json'],
      ['--verbose'],
      ['--quiet'],
    ];
    for (const output of outputs) {
      const pc = await running();
      const options = ['prevent', '--yes', ...output, ...more];
      const { exitCode, stdout, stderr } = await sit(options, { ...pc, typed: [] });
      expect(exitCode).toBe(0);
      expect(tells(stdout)).toBe(false);
      // Once, or not at all.
      expect(stderr.split(NEW_PASSWORD)).toHaveLength(more.length === 0 ? 2 : 1);
      for (const path of ['E:\\run.log', 'E:\\trace.log', 'E:\\why.html', 'E:\\why.json']) {
        const text = new TextDecoder().decode(pc.files.bytes(path) ?? new Uint8Array(0));
        expect(output.includes(path) ? text.includes(NEW_KEY_ID) : text === '').toBe(true);
        expect(tells(text)).toBe(false);
      }
    }
  });

  it('is not made for a program that would get no more than its ID', async () => {
    const pc = await running({ helloOnly: false });
    const { exitCode, stdout } = await sit(['prevent', '--yes', '--json'], { ...pc, typed: [] });
    expect(exitCode).toBe(3);
    expect(measures(stdout)[1]).toMatchObject({ state: 'needed', because: 'nowhere-to-show', keyIds: [] });
    expect(await pc.calls()).not.toContain('-add');
    const saved = ['prevent', '--yes', '--json', '--save-recovery-password', 'E:\\key.txt'];
    const second = await sit(saved, pc);
    expect(second.exitCode).toBe(0);
    expect(measures(second.stdout)[1]).toMatchObject({
      state: 'done',
      newKeyId: NEW_KEY_ID,
      savedTo: 'E:\\key.txt',
    });
    expect(tells(second.stdout)).toBe(false);
  });

  it.each([
    ['the person has not got it', ['y', 'n'], 3],
    ['Ctrl+C comes before the answer', ['y', '^C'], 130],
  ])('is taken away again when %s', async (_why, typed, expected) => {
    const pc = await running({ helloOnly: false });
    const { exitCode } = await sit(['prevent'], { ...pc, typed });
    expect(exitCode).toBe(expected);
    expect(await pc.calls()).toContain(`-delete\nC:\n-id\n{${NEW_KEY_ID}}`);
    expect((await sit(['prevent', '--check'], pc)).exitCode).toBe(3);
  });

  it('is taken away again when its file can not be written', async () => {
    const pc = await running({ helloOnly: false, capacity: 5 });
    const options = ['prevent', '--yes', '--json', '--save-recovery-password', 'E:\\key.txt'];
    const { exitCode, stdout } = await sit(options, pc);
    expect(exitCode).toBe(15);
    expect(measures(stdout)[1]).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
    expect(await pc.calls()).toContain('-delete');
    expect(pc.files.bytes('E:\\key.txt')).toBeUndefined();
  });

  it('that can not be read is taken away again; where that fails, too, its ID is told', async () => {
    const pc = await running({ helloOnly: false, fault: 'no-digits' });
    const { exitCode, stdout } = await sit(['prevent', '--yes'], { ...pc, typed: [] });
    expect(exitCode).toBe(11);
    expect(stdout).toContain('1 FAILED');
    const left = await running({ helloOnly: false, fault: 'no-digits-no-deleting' });
    const end = await sit(['prevent', '--yes', '--json', '--save-recovery-password', 'E:\\key.txt'], left);
    expect(end.exitCode).toBe(3);
    expect(JSON.parse(end.stdout)).toMatchObject({ ok: false, disk: 'changed' });
    expect(measures(end.stdout)[1]).toMatchObject({
      error: { code: 'recovery-password-lost', details: { keyId: NEW_KEY_ID } },
    });
  });

  it('is not kept on the drive that it opens, nor over another file, nor in a folder that is not there', async () => {
    const pc = await running();
    pc.files.put('E:\\old.txt', Uint8Array.of(1));
    const save = (path: string) => sit(['prevent', '--yes', '--save-recovery-password', path], pc);
    expect((await save('C:\\key.txt')).exitCode).toBe(2);
    expect((await save('c:\\Users\\key.txt')).exitCode).toBe(2);
    // Not mounted as another volume: a second name of the system drive.
    pc.files.put('S:\\x', Uint8Array.of(1));
    expect((await save('S:\\key.txt')).exitCode).toBe(2);
    expect((await save('E:\\old.txt')).exitCode).toBe(15);
    expect((await save('E:\\nowhere\\key.txt')).exitCode).toBe(2);
    expect(setting(pc)).toBe('0x2');
    expect(await pc.calls()).toBe('');
  });

  it('leaves no file where none was needed', async () => {
    const pc = await running({ hasKey: true });
    expect((await sit(['prevent', '--yes', '--save-recovery-password', 'E:\\key.txt'], pc)).exitCode).toBe(0);
    expect(pc.files.bytes('E:\\key.txt')).toBeUndefined();
  });
});

describe('hivemend prevent', () => {
  it.each([
    ['is off', { isProtected: false }, 'not-needed', 'not-needed'],
    ['is suspended, and a key is there', { isProtected: false, hasKey: true }, 'in-order', 'not-needed'],
    ['is on, and a key is there', { hasKey: true }, 'in-order', 'needed'],
    ['is on without a key', {}, 'needed', 'needed'],
  ])('says what is needed where BitLocker %s', async (_state, options, key, update) => {
    const pc = await running({ helloOnly: false, ...options });
    const { stdout } = await sit(['prevent', '--check', '--before-firmware-update', '--json'], pc);
    expect(states(stdout)).toEqual(['in-order', key, update]);
  });

  it.each([
    [['n', 'n', 'n'], ['declined', 'declined', 'declined'], 3],
    [['y', 'n', 'n'], ['done', 'declined', 'declined'], 3],
  ])('takes no for an answer: %s', async (typed, expected, code) => {
    const pc = await running();
    const options = ['prevent', '--before-firmware-update', '--report', 'E:\\r.json'];
    const { exitCode } = await sit(options, { ...pc, typed });
    expect(exitCode).toBe(code);
    const report = JSON.parse(new TextDecoder().decode(pc.files.bytes('E:\\r.json')));
    expect(report.end.result.measures.map(({ state }: { state: string }) => state)).toEqual(expected);
  });

  it('changes nothing when stopped at the first question, and says what was done when stopped later', async () => {
    const pc = await running();
    expect((await sit(['prevent'], { ...pc, typed: ['^C'] })).exitCode).toBe(130);
    expect(setting(pc)).toBe('0x2');
    const { exitCode, stdout } = await sit(['prevent'], { ...pc, typed: ['y', '^C'] });
    expect(exitCode).toBe(130);
    expect(flat(stdout)).toContain('what was done before stays done');
    expect(setting(pc)).toBe('0x0');
  });

  it('needs somebody to ask, or --yes', async () => {
    const pc = await running();
    const { exitCode, stderr } = await sit(['prevent'], pc);
    expect(exitCode).toBe(2);
    expect(flat(stderr)).toContain('"hivemend prevent --yes"');
    expect((await sit(['prevent', '--json'], { ...pc, typed: ['y'] })).exitCode).toBe(2);
    expect(setting(pc)).toBe('0x2');
  });

  it.each([
    ['policy', 11, 'protection-refused', 1],
    ['nothing-added', 11, 'protection-refused', 1],
    ['suspending-refused', 11, 'protection-refused', 2],
    ['not-suspended', 11, 'protection-refused', 2],
    ['odd-state', 11, 'command-failed', 1],
  ] as const)(
    'tells what manage-bde did not do, and goes on with the rest: %s',
    async (fault, code, error, at) => {
      const pc = await running({ fault });
      const options = ['prevent', '--yes', '--json', '--before-firmware-update'];
      const { exitCode, stdout } = await sit([...options, '--save-recovery-password', 'E:\\key.txt'], pc);
      expect(exitCode).toBe(code);
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, disk: 'changed' });
      expect(measures(stdout)[at]).toMatchObject({ state: 'failed', error: { code: error } });
      expect(setting(pc)).toBe('0x0');
    },
  );

  it('says how to get the rights when they are missing', async () => {
    const pc = await running({ noRights: true });
    const { exitCode, stdout } = await sit(['prevent', '--yes'], { ...pc, typed: [] });
    expect(exitCode).toBe(15);
    expect(flat(stdout)).toContain('Run as administrator');
    const quiet = await sit(['prevent', '--check', '--quiet'], pc);
    expect(quiet).toMatchObject({ exitCode: 3, stdout: '' });
    expect(flat(quiet.stderr)).toContain('Recovery key: Administrator rights are needed');
  });

  it('says that there is no manage-bde, and allows the password all the same', async () => {
    const pc = await running({ withoutManageBde: true });
    const { exitCode, stdout } = await sit(['prevent', '--yes', '--json'], pc);
    expect(exitCode).toBe(11);
    expect(states(stdout)).toEqual(['done', 'failed']);
  });

  it('tells what else hides the password', async () => {
    const policies = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
    const pc = await running({ hasKey: true, keys: { [policies]: { scforceoption: ['REG_DWORD', '0x1'] } } });
    const { stdout } = await sit(['prevent', '--check'], pc);
    expect(flat(stdout)).toContain('smart card');
  });

  it('is about a Windows that runs, or one that is named', async () => {
    expect((await sit(['prevent', '--check'])).exitCode).toBe(11);
    expect((await sit(['prevent', '--yes', '--save-recovery-password', '/key.txt'])).exitCode).toBe(11);
    const pc = await running();
    for (const option of ['--online', '--before-firmware-update', '--save-recovery-password=E:\\k.txt'])
      expect((await sit(['prevent', 'E:', '--yes', option], pc)).exitCode).toBe(2);
    expect((await sit(['prevent', '--check', '--save-recovery-password', 'E:\\k.txt'], pc)).exitCode).toBe(2);
  });
});
