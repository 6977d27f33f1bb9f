import type { RegistryMessages } from './registry-messages.ts';

export const jaRegistryWords: RegistryMessages = {
  defaultValue: '(既定)',
};
