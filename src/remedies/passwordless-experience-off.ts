import { PASSWORDLESS_EXPERIENCE } from '../windows/other-causes.ts';
import { type Remedy, switchedOff } from './remedy.ts';

export const passwordlessExperienceOff: Remedy = {
  name: 'passwordless-experience-off',
  cause: 'passwordless-experience',
  affects: 'entra-accounts',
  places: [{ keyPath: PASSWORDLESS_EXPERIENCE, valueName: 'EnablePasswordlessExperience' }],
  // That the value counts where the management service keeps it, and for how long, is not said.
  grade: 'inferred',
  source: 'Microsoft, "Policy CSP - Authentication", EnablePasswordlessExperience',
  words: {
    en: {
      does: 'Shows the password to work and school accounts again: the passwordless experience is turned off.',
      caution: 'The management service of the organisation may turn it on again at its next contact.',
    },
    ja: {
      does: '職場または学校のアカウントで再びパスワードを使えるようにします (パスワードレス エクスペリエンスをオフ)。',
      caution: '組織の管理サービスが、次の接続時に再びオンにする可能性があります。',
    },
  },
  edits: (found) => [switchedOff(found)],
};
