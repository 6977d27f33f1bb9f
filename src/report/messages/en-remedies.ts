import type { RemedyMessages } from './remedy-messages.ts';

export const enRemedies: RemedyMessages = {
  needed: 'NEEDED',
  notNeeded: 'not needed',
  notThere: 'nothing to take away',
  unsourced: 'Inferred from what people do; no page states it.',
  grade: {
    stated: (source) => `Stated by: ${source}`,
    inferred: (source) => `Inferred, not stated, from: ${source}`,
  },
};
