import { describe, expect, it } from 'vitest';
import { dword, text } from '../../src/hive-builder/recipe.ts';
import { REMEDIES } from '../../src/remedies/catalogue.ts';
import { PASSWORD_PROVIDER } from '../../src/windows/other-causes.ts';
import { type IncidentPc, incidentPc, ROOT, THE_INCIDENT } from '../support/incident-pc.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend remedies`, and `repair --also`. */

const HIVE = `${ROOT}/Windows/System32/config/SOFTWARE`;
const POLICIES = 'Microsoft/Windows/CurrentVersion/Policies/System';
const PROVIDERS = 'Microsoft/Windows/CurrentVersion/Authentication/Credential Providers';
const PIN = '{D6886603-9D2F-4EB2-B667-1971041FA96B}';

/** Everything that hides the password at once. */
const HIDDEN: IncidentPc = {
  ...THE_INCIDENT,
  softwareValues: {
    [POLICIES]: [
      dword('scforceoption', 1),
      text('ExcludedCredentialProviders', `${PIN},${PASSWORD_PROVIDER}`),
    ],
    [`${PROVIDERS}/${PASSWORD_PROVIDER}`]: [dword('Disabled', 1)],
    'Microsoft/PolicyManager/current/device/Authentication': [dword('EnablePasswordlessExperience', 1)],
    'Policies/Microsoft/PassportForWork/DeviceUnlock': [
      text('GroupA', PIN),
      text('GroupB', PASSWORD_PROVIDER),
    ],
  },
};
const ALL = REMEDIES.map(({ name }) => name).join(',');

const flat = (lines: string): string => lines.replace(/\s+/g, ' ');
async function causes(files: ReturnType<typeof incidentPc>): Promise<readonly string[]> {
  const { stdout } = await sit(['check', ROOT, '--json'], { files });
  return JSON.parse(stdout).result.targets[0].result.otherCauses.map(({ cause }: { cause: string }) => cause);
}

describe('hivemend remedies', () => {
  it.each(['en', 'ja'])('lists them with source and grade (%s)', async (language) => {
    const { exitCode, stdout } = await sit(['remedies', '--lang', language]);
    expect(exitCode).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`../golden/remedies/${language}.txt`);
  });

  it('says which are needed in a target', async () => {
    const pc = { ...THE_INCIDENT, softwareValues: { [POLICIES]: [dword('scforceoption', 1)] } };
    const { stdout } = await sit(['remedies', ROOT, '--json'], { files: incidentPc(pc) });
    const needed = JSON.parse(stdout).result.remedies.filter(
      ({ isNeeded }: { isNeeded: boolean }) => isNeeded,
    );
    expect(needed).toMatchObject([{ name: 'smart-card-optional', grade: 'stated' }]);
    const shown = await sit(['remedies', ROOT], { files: incidentPc(pc) });
    expect(shown.stdout).toContain('smart-card-optional  NEEDED');
    expect(shown.stdout).toContain('multi-factor-unlock-off  not needed');
    expect((await sit(['remedies', '/nothing'])).exitCode).toBe(10);
  });
});

describe('repair --also', () => {
  it('applies all that are named, proves it, and undo takes it back byte for byte', async () => {
    const files = incidentPc(HIDDEN);
    const before = files.bytes(HIVE);
    expect(await causes(files)).toHaveLength(6);
    const { exitCode, stdout } = await sit(['repair', ROOT, '--also', ALL, '--json'], { files });
    expect(exitCode).toBe(0);
    const { outcome, found } = JSON.parse(stdout).result.targets[0].result;
    expect(
      outcome.remedies.map(({ name, state, change }: { name: string; state: string; change: [] }) => [
        name,
        state,
        change.length,
      ]),
    ).toEqual([
      ['passwordless-experience-off', 'applied', 1],
      ['password-provider-listed', 'applied', 1],
      ['password-provider-enabled', 'applied', 1],
      ['smart-card-optional', 'applied', 1],
      ['multi-factor-unlock-off', 'applied', 2],
    ]);
    expect(outcome.backup.change).toHaveLength(7);
    expect(found.otherCauses).toEqual([]);
    expect(await causes(files)).toEqual([]);
    expect((await sit(['undo', ROOT], { files })).exitCode).toBe(0);
    expect(files.bytes(HIVE)).toEqual(before);
    expect(await causes(files)).toHaveLength(6);
  });

  it('leaves alone what is not named, and says how it could be', async () => {
    const files = incidentPc(HIDDEN);
    const { stdout } = await sit(['repair', ROOT, '--also', 'smart-card-optional'], { files });
    expect(flat(stdout)).toContain('Remedy smart-card-optional: scforceoption: 1 -> 0');
    expect(stdout).toContain(
      `  hivemend repair ${ROOT} --also passwordless-experience-off,password-provider-listed,password-provider-enabled,multi-factor-unlock-off\n`,
    );
    expect(stdout).not.toContain('A policy requires a smart card');
    expect(await causes(files)).not.toContain('smart-card-required');
    expect(await causes(files)).toHaveLength(5);
    const plain = incidentPc(HIDDEN);
    await sit(['repair', ROOT], { files: plain });
    expect(await causes(plain)).toHaveLength(6);
  });

  it('has nothing to do where it is not needed, and writes nothing where the setting is right, too', async () => {
    const files = incidentPc();
    const args = ['repair', ROOT, '--also', 'smart-card-optional'];
    const first = await sit(args, { files });
    expect(flat(first.stdout)).toContain('smart-card-optional: nothing to take away');
    expect(first.stdout).toContain('REPAIRED');
    const bytes = files.bytes(HIVE);
    const again = await sit([...args, '--json'], { files });
    expect(JSON.parse(again.stdout).result.targets[0].result.outcome).toMatchObject({
      alreadyRight: true,
      remedies: [{ state: 'not-needed', change: [] }],
    });
    expect(files.bytes(HIVE)).toEqual(bytes);
  });

  it('may be all that there is to do; the repair before it stays the last one', async () => {
    const files = incidentPc(HIDDEN);
    await sit(['repair', ROOT], { files });
    const { exitCode, stdout } = await sit(['repair', ROOT, '--also', 'password-provider-enabled'], {
      files,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('DONE: the remedies that were named are applied');
    expect(stdout).not.toContain('DevicePasswordLessBuildVersion');
    expect(flat((await sit(['check', ROOT], { files })).stdout)).toContain('by hivemend on');
  });

  it('is played through by a dry run', async () => {
    const files = incidentPc(HIDDEN);
    const before = files.digest();
    const { stdout } = await sit(['repair', ROOT, '--dry-run', '--also', ALL], { files });
    expect(stdout).toContain('DRY RUN');
    expect(flat(stdout)).toContain('GroupB');
    expect(files.digest()).toEqual(before);
  });

  it.each(['smart-card', 'smart-card-optional,', 'smart-card-optional,smart-card-optional,x'])(
    'refuses a name of which there is none: %s',
    async (name) => {
      const files = incidentPc(HIDDEN);
      const { exitCode, stderr } = await sit(['repair', ROOT, '--also', name], { files });
      expect(exitCode).toBe(2);
      expect(flat(stderr)).toContain('multi-factor-unlock-off');
      expect(await causes(files)).toHaveLength(6);
    },
  );

  it('is for a Windows on a disk', async () => {
    expect((await sit(['repair', '--online', '--also', 'smart-card-optional'])).exitCode).toBe(2);
  });
});
