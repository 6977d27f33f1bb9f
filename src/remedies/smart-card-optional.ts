import { SYSTEM_POLICIES } from '../windows/other-causes.ts';
import { type Remedy, switchedOff } from './remedy.ts';

export const smartCardOptional: Remedy = {
  name: 'smart-card-optional',
  cause: 'smart-card-required',
  affects: 'all-accounts',
  places: [{ keyPath: SYSTEM_POLICIES, valueName: 'scforceoption' }],
  grade: 'stated',
  source: 'Microsoft, "Smart Card Group Policy and Registry Settings", scforceoption',
  words: {
    en: {
      does: 'Lets people sign in without a smart card.',
      caution: 'Group policy may require it again.',
    },
    ja: {
      does: 'スマート カードなしでもサインインできるようにします。',
      caution: 'グループ ポリシーが再び必須にする可能性があります。',
    },
  },
  edits: (found) => [switchedOff(found)],
};
