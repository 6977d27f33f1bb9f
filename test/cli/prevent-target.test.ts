import { describe, expect, it } from 'vitest';
import type { CommandRunner } from '../../src/files/command-runner.ts';
import { dword } from '../../src/hive-builder/recipe.ts';
import { incidentPc, putIncidentPc, ROOT, THE_INCIDENT } from '../support/incident-pc.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend prevent TARGET`: a Windows on a disk. */

const TPM = '{0B0C3D1E-7A51-4F5C-8C11-2B1F0E9D8A77}';
const measures = (stdout: string) => JSON.parse(stdout).result.measures;

describe('hivemend prevent TARGET', () => {
  it('tells what is to be done, and what can not be read there', async () => {
    const files = incidentPc();
    const { exitCode, stdout } = await sit(['prevent', ROOT, '--check'], { files });
    expect(exitCode).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain('what protects the drive can’t be read here');
    expect(stdout).toContain(`hivemend prevent ${ROOT}/Windows`);
  });

  it('allows the password after a question, and says how to go back', async () => {
    const files = incidentPc();
    const before = files.digest();
    expect((await sit(['prevent', ROOT], { files, typed: ['n'] })).exitCode).toBe(3);
    expect(files.digest()).toEqual(before);
    const { exitCode, stdout } = await sit(['prevent', ROOT], { files, typed: ['y'] });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`hivemend undo ${ROOT}/Windows`);
    expect((await sit(['check', ROOT], { files })).exitCode).toBe(0);
    expect((await sit(['undo', `${ROOT}/Windows`], { files })).exitCode).toBe(0);
    expect((await sit(['prevent', ROOT, '--yes'], { files })).exitCode).toBe(0);
    expect((await sit(['prevent', ROOT, '--yes'], { files })).exitCode).toBe(0);
  });

  it('says whether the Windows encrypts itself, as far as its registry tells', async () => {
    const encryption = { 'ControlSet001/Control/BitLocker': [dword('PreventDeviceEncryption', 1)] };
    const files = incidentPc({ ...THE_INCIDENT, systemValues: encryption });
    const { stdout } = await sit(['prevent', ROOT, '--check', '--json'], { files });
    expect(measures(stdout)[1]).toEqual({
      measure: 'recovery-key',
      state: 'cannot-be-told',
      keyIds: [],
      encryption: 'unlikely',
    });
  });

  it.each([
    ['protected, with a key', 0, '{DFA26333-9C14-402C-8E21-A8C40AF3D5B1}', 'in-order', 0],
    ['protected, without one', 0, '', 'needed', 3],
    ['not protected', 1, '', 'not-needed', 0],
    ['of a state that nobody knows', 9, '', 'cannot-be-told', 0],
  ])('asks the recovery system about a drive: %s', async (_what, status, ids, state, exit) => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    putIncidentPc(files, 'D:\\Windows', { ...THE_INCIDENT, setting: 'off' });
    files.put('X:\\Windows\\System32\\manage-bde.exe', Uint8Array.of(1));
    const commands: CommandRunner = {
      run: async (_program, args) => ({
        exitCode: args[0] === '-status' ? status : 0,
        // The whole list begins with the TPM's protector.
        stdout: new TextEncoder().encode(args.includes('-Type') ? ids : `${TPM} ${ids}`),
        stderr: new Uint8Array(0),
      }),
    };
    const pc = { files, commands, environment: { SystemRoot: 'X:\\Windows' } };
    const { stdout, exitCode } = await sit(['prevent', 'D:', '--check', '--json'], pc);
    expect(measures(stdout)[1]).toMatchObject({ volume: 'D:', state });
    expect(exitCode).toBe(exit);
  });

  it('ends as a repair would: no Windows, hibernated', async () => {
    expect((await sit(['prevent', '/nothing', '--check'])).exitCode).toBe(10);
    const files = incidentPc();
    files.put(`${ROOT}/hiberfil.sys`, new TextEncoder().encode('HIBR'.padEnd(4096, '\0')));
    const { exitCode, stdout } = await sit(['prevent', ROOT, '--yes'], { files });
    expect(exitCode).toBe(16);
    expect(stdout).toContain('1 FAILED');
  });
});
