import { ascii, type Decoded, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Hive bins start and end on this boundary. Specification: "Hive bin", note 1. */
export const HIVE_BIN_ALIGNMENT = 4096;

/** Bytes of a hive bin's header; its first cell follows. */
export const HIVE_BIN_HEADER_SIZE = 32;

/** Specification: "Hive bin". */
export const HiveBin = layout('hive bin', HIVE_BIN_HEADER_SIZE, {
  signature: ascii(0, 'hbin'),
  offset: u32(4), // of this hive bin, from the start of the hive bins data
  size: u32(8),
  timestamp: u64(20), // of the first hive bin only
  spare: u32(28),
});

export type HiveBin = Decoded<typeof HiveBin>;
