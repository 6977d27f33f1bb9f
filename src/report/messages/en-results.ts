import type { ResultMessages } from './result-messages.ts';

export const enResults: ResultMessages = {
  version: ({ hivemend, commit, node, architecture }) => [
    `hivemend ${hivemend} (${architecture}), commit ${commit}, Node.js ${node}`,
  ],
};
