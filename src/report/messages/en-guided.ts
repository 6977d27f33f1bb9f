import type { GuidedMessages } from './guided-messages.ts';

export const enGuided: GuidedMessages = {
  question: '',
};
