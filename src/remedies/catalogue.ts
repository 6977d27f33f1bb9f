import { multiFactorUnlockOff } from './multi-factor-unlock-off.ts';
import { passwordProviderEnabled } from './password-provider-enabled.ts';
import { passwordProviderListed } from './password-provider-listed.ts';
import { passwordlessExperienceOff } from './passwordless-experience-off.ts';
import type { Remedy } from './remedy.ts';
import { smartCardOptional } from './smart-card-optional.ts';

/** Every remedy, in the order in which `check` reports what they take away. */
export const REMEDIES: readonly Remedy[] = [
  passwordlessExperienceOff,
  passwordProviderListed,
  passwordProviderEnabled,
  smartCardOptional,
  multiFactorUnlockOff,
];
