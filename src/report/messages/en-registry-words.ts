import type { RegistryMessages } from './registry-messages.ts';

export const enRegistryWords: RegistryMessages = {
  defaultValue: '(Default)',
};
