import { CREDENTIAL_PROVIDERS, PASSWORD_PROVIDER } from '../windows/other-causes.ts';
import { type Remedy, switchedOff } from './remedy.ts';

export const passwordProviderEnabled: Remedy = {
  name: 'password-provider-enabled',
  cause: 'password-provider-disabled',
  affects: 'all-accounts',
  places: [{ keyPath: [...CREDENTIAL_PROVIDERS, PASSWORD_PROVIDER], valueName: 'Disabled' }],
  grade: 'inferred',
  words: {
    en: {
      does: 'Switches signing in with a password on again.',
      caution: 'Whoever switched it off may have had a reason: ask where the PC is not yours alone.',
    },
    ja: {
      does: 'パスワードによるサインインを再びオンにします。',
      caution: '意図してオフにされた可能性があります。共有の PC では、管理者に確認してください。',
    },
  },
  edits: (found) => [switchedOff(found)],
};
