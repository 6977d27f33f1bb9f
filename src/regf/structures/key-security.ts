import { ascii, type Decoded, u32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Specification: "Key security". The security descriptor follows. */
export const KeySecurity = layout('key security', 20, {
  signature: ascii(0, 'sk'),
  flink: u32(4),
  blink: u32(8),
  referenceCount: u32(12), // key nodes that point here
  descriptorSize: u32(16),
});

export type KeySecurity = Decoded<typeof KeySecurity>;
