import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import type { Edit } from '../../src/change/edits.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, text, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { REMEDIES } from '../../src/remedies/catalogue.ts';
import { editsOf } from '../../src/remedies/remedy.ts';
import { PASSWORD_PROVIDER, readOtherCauses } from '../../src/windows/other-causes.ts';
import { withValues } from '../support/incident-pc.ts';

/** Every remedy with a hive on either side of it: one in which it has something to do, and one in which it has not. */

const POLICIES = 'Microsoft/Windows/CurrentVersion/Policies/System';
const PROVIDER = `Microsoft/Windows/CurrentVersion/Authentication/Credential Providers/${PASSWORD_PROVIDER}`;
const EXPERIENCE = 'Microsoft/PolicyManager/current/device/Authentication';
const UNLOCK = 'Policies/Microsoft/PassportForWork/DeviceUnlock';
const PIN = '{D6886603-9D2F-4EB2-B667-1971041FA96B}';
const LOUD = PASSWORD_PROVIDER.toUpperCase();

type Values = Readonly<Record<string, readonly ValueRecipe[]>>;

const hiveWith = (values: Values): HiveReader =>
  new HiveReader(buildHive(withValues(software(), values)).bytes, 'SOFTWARE');

const zero = (path: string, value: string): Edit => ({
  edit: 'set-value',
  key: path.split('/'),
  value,
  type: 4,
  data: new Uint8Array(4),
});
const gone = (path: string, value: string): Edit => ({ edit: 'delete-value', key: path.split('/'), value });
const list = (content: string): Edit => ({
  edit: 'set-value',
  key: POLICIES.split('/'),
  value: 'ExcludedCredentialProviders',
  type: 1,
  data: new Uint8Array(Buffer.from(`${content}\0`, 'utf16le')),
});
const excluded = (content: string): Values => ({
  [POLICIES]: [text('ExcludedCredentialProviders', content)],
});

const SIDES: Readonly<
  Record<
    string,
    { readonly fits: readonly (readonly [Values, readonly Edit[]])[]; readonly beside: readonly Values[] }
  >
> = {
  'passwordless-experience-off': {
    fits: [
      [
        { [EXPERIENCE]: [dword('EnablePasswordlessExperience', 1)] },
        [zero(EXPERIENCE, 'EnablePasswordlessExperience')],
      ],
      // As the hive spells it.
      [
        { [EXPERIENCE]: [dword('enablepasswordlessEXPERIENCE', 2)] },
        [zero(EXPERIENCE, 'enablepasswordlessEXPERIENCE')],
      ],
    ],
    beside: [{}, { [EXPERIENCE]: [dword('EnablePasswordlessExperience', 0)] }],
  },
  'password-provider-listed': {
    fits: [
      [excluded(PASSWORD_PROVIDER), [gone(POLICIES, 'ExcludedCredentialProviders')]],
      [excluded(` ${LOUD} , `), [gone(POLICIES, 'ExcludedCredentialProviders')]],
      [excluded(`${PIN},${LOUD}`), [list(PIN)]],
      [excluded(`${LOUD}, ${PIN},${PASSWORD_PROVIDER}, x`), [list(` ${PIN}, x`)]],
    ],
    beside: [{}, excluded(PIN), excluded('')],
  },
  'password-provider-enabled': {
    fits: [[{ [PROVIDER]: [dword('Disabled', 1)] }, [zero(PROVIDER, 'Disabled')]]],
    beside: [{}, { [PROVIDER]: [dword('Disabled', 0)] }],
  },
  'smart-card-optional': {
    fits: [[{ [POLICIES]: [dword('scforceoption', 1)] }, [zero(POLICIES, 'scforceoption')]]],
    beside: [{}, { [POLICIES]: [dword('scforceoption', 0)] }],
  },
  'multi-factor-unlock-off': {
    fits: [
      [{ [UNLOCK]: [text('GroupA', PIN)] }, [gone(UNLOCK, 'GroupA')]],
      [
        { [UNLOCK]: [text('GroupA', PIN), text('GroupB', PASSWORD_PROVIDER)] },
        [gone(UNLOCK, 'GroupA'), gone(UNLOCK, 'GroupB')],
      ],
    ],
    beside: [{}, { [UNLOCK]: [text('GroupA', '')] }],
  },
};

describe('the remedy', () => {
  it.each(REMEDIES.map((remedy) => [remedy.name, remedy] as const))(
    '%s takes away what it is for, and has nothing to do elsewhere',
    (name, remedy) => {
      const { fits = [], beside = [] } = SIDES[name] ?? {};
      expect(fits.length * beside.length).toBeGreaterThan(0);
      for (const [values, edits] of fits) {
        const hive = hiveWith(values);
        expect(editsOf(remedy, hive)).toEqual(edits);
        expect(readOtherCauses(hive).map(({ cause }) => cause)).toContain(remedy.cause);
      }
      for (const values of beside) expect(editsOf(remedy, hiveWith(values))).toEqual([]);
    },
  );

  it('is there for every cause that check reports, and says where it comes from', () => {
    expect(REMEDIES.map(({ cause }) => cause)).toEqual([
      'passwordless-experience',
      'password-provider-excluded',
      'password-provider-disabled',
      'smart-card-required',
      'multi-factor-unlock',
    ]);
    for (const { source, grade, words } of REMEDIES) {
      if (grade === 'stated') expect(source).toMatch(/^Microsoft, "/);
      expect(words.en.does + words.en.caution).not.toMatch(/[\u3040-\u9fff]/);
      expect(words.ja.does).toMatch(/[\u3040-\u9fff]/);
      expect(words.ja.caution).toMatch(/[\u3040-\u9fff]/);
    }
    expect(new Set(REMEDIES.map(({ name }) => name)).size).toBe(REMEDIES.length);
  });
});
