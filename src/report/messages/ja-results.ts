import type { ResultMessages } from './result-messages.ts';

export const jaResults: ResultMessages = {
  version: ({ hivemend, commit, node, architecture }) => [
    `hivemend ${hivemend} (${architecture})、コミット ${commit}、Node.js ${node}`,
  ],
};
