import { DEVICE_UNLOCK } from '../windows/other-causes.ts';
import { deleted, type Remedy } from './remedy.ts';

export const multiFactorUnlockOff: Remedy = {
  name: 'multi-factor-unlock-off',
  cause: 'multi-factor-unlock',
  affects: 'all-accounts',
  places: ['GroupA', 'GroupB'].map((valueName) => ({ keyPath: DEVICE_UNLOCK, valueName })),
  grade: 'stated',
  source: 'Microsoft, "Multi-factor unlock" (Windows Hello for Business)',
  words: {
    en: {
      does: 'Lets one factor unlock the PC again: the lists of factors are deleted.',
      caution: 'Group policy, or the management service of the organisation, may put them back.',
    },
    ja: {
      does: '1 つの要素だけで PC のロックを解除できるようにします (要素の一覧を削除)。',
      caution: 'グループ ポリシーや組織の管理サービスが元に戻す可能性があります。',
    },
  },
  edits: (found) => [deleted(found)],
};
