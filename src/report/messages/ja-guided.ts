import type { GuidedMessages } from './guided-messages.ts';

export const jaGuided: GuidedMessages = {
  question: '',
};
