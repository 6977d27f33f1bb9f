import { baseBlockChecksum } from '../regf/checksum.ts';
import { BASE_BLOCK_CHECKED_SIZE, BaseBlock } from '../regf/structures/base-block.ts';

/** What is wrong with a log's base block, where something is to be. */
export type LogBaseBlockFault =
  | 'signature'
  | 'checksum'
  | 'sequence-numbers'
  | 'file-type'
  | 'major-version'
  | 'clustering-factor'
  | 'hive-bins-data-size';

/** Fields that another hive would have otherwise. */
export interface LogIdentity {
  readonly rmId?: Uint8Array;
  readonly fileName?: Uint8Array;
  readonly lastWritten?: bigint;
}

/** The first sector of a log: a changed copy of the primary's base block. Specification: "Old format", base block. */
export function buildLogBaseBlock(
  primary: Uint8Array,
  fields: LogIdentity & {
    readonly sequenceNumber: number;
    readonly fileType: number;
    readonly hiveBinsDataSize?: number | undefined;
  },
  wrong?: LogBaseBlockFault,
): Uint8Array {
  const bytes = primary.slice(0, BASE_BLOCK_CHECKED_SIZE);
  const { sequenceNumber, fileType, hiveBinsDataSize, rmId, fileName, lastWritten } = fields;
  BaseBlock.encode(bytes, 0, {
    primarySequenceNumber: sequenceNumber,
    secondarySequenceNumber: wrong === 'sequence-numbers' ? (sequenceNumber - 1) >>> 0 : sequenceNumber,
    fileType: wrong === 'file-type' ? 0 : fileType,
    ...(hiveBinsDataSize === undefined ? {} : { hiveBinsDataSize }),
    ...(rmId === undefined ? {} : { rmId }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(lastWritten === undefined ? {} : { lastWritten }),
  });
  if (wrong === 'signature') bytes[0] = 0x52;
  if (wrong === 'major-version') BaseBlock.encode(bytes, 0, { majorVersion: 2 });
  if (wrong === 'clustering-factor') BaseBlock.encode(bytes, 0, { clusteringFactor: 8 });
  if (wrong === 'hive-bins-data-size') BaseBlock.encode(bytes, 0, { hiveBinsDataSize: 4097 });
  const checksum = baseBlockChecksum(bytes);
  BaseBlock.encode(bytes, 0, { checksum: wrong === 'checksum' ? (checksum ^ 1) >>> 0 : checksum });
  if (wrong === 'signature') bytes[0] = 0x52; // encode writes the right one
  return bytes;
}

/** A copy of a primary file that says a write to it was begun and not ended. */
export function makeDirty(
  primary: Uint8Array,
  numbers: { readonly primary: number; readonly secondary: number },
): Uint8Array {
  const bytes = primary.slice();
  BaseBlock.encode(bytes, 0, {
    primarySequenceNumber: numbers.primary,
    secondarySequenceNumber: numbers.secondary,
  });
  BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  return bytes;
}
