import type { RemedyMessages } from './remedy-messages.ts';

export const jaRemedies: RemedyMessages = {
  needed: '必要',
  notNeeded: '不要',
  notThere: '該当する設定なし',
  unsourced: '推定 (広く行われている方法で、明記された出典はありません)',
  grade: {
    stated: (source) => `出典: ${source}`,
    inferred: (source) => `推定 (明記された出典なし): ${source}`,
  },
};
