import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCommandRunner } from '../../src/files/node/command-runner.ts';
import type { RegExe } from '../../src/online/reg-exe.ts';
import { readRunningWindows, repairRunningWindows } from '../../src/online/running-windows.ts';

/** A reg.exe that nobody here wrote: Wine's, with a registry of its own. */
const prefix = mkdtempSync(join(tmpdir(), 'hivemend-wine-'));
const NAME = 'DevicePasswordLessBuildVersion';

const reg: RegExe = {
  path: 'wine',
  commands: {
    run: (program, args, options) =>
      nodeCommandRunner().run(
        '/usr/bin/env',
        [`WINEPREFIX=${prefix}`, 'WINEDEBUG=-all', program, 'reg', ...args],
        options,
      ),
  },
};

beforeAll(() => {
  const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all' };
  execFileSync('wine', ['winecfg', '-v', 'win10'], { env, stdio: 'ignore' });
}, 180_000);

afterAll(() => {
  execFileSync('wineserver', ['-k', '-w'], { env: { ...process.env, WINEPREFIX: prefix }, stdio: 'ignore' });
  rmSync(prefix, { recursive: true, force: true });
}, 60_000);

describe("Wine's reg.exe", () => {
  it('takes the value through every state', { timeout: 180_000 }, async () => {
    expect((await readRunningWindows(reg)).setting).toEqual({ state: 'off', because: 'key-missing' });
    const on = await repairRunningWindows(reg, { value: 2, dryRun: false });
    expect(on).toMatchObject({
      disk: 'changed',
      change: { after: { state: 'enforced', value: 2, valueName: NAME } },
    });
    const off = await repairRunningWindows(reg, { value: 0, dryRun: false });
    expect(off).toMatchObject({
      disk: 'changed',
      change: { before: { state: 'enforced', value: 2 }, after: { state: 'off', value: 0, valueName: NAME } },
    });
    // Wine has one profile, of the person that runs it.
    expect(off.accounts.accounts).toMatchObject([{ kind: 'undetermined' }]);
    expect(await repairRunningWindows(reg, { value: 0, dryRun: false })).toMatchObject({
      disk: 'unchanged',
      alreadyRight: true,
    });
  });
});
