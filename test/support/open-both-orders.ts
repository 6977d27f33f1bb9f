import { expect } from 'vitest';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { openHive } from '../../src/replay/replay.ts';
import { hiveFile, readAll } from './hive-file.ts';
import { fillsOf } from './plain-hive.ts';

/** Opens a dirty hive with LOG1 and LOG2, in both orders, which must give the same; checks its base block. */
export async function openBothOrders(
  primary: Uint8Array,
  logs: readonly Uint8Array[],
  options = { acceptDirty: false },
) {
  const files = logs.map((bytes, index) => hiveFile(bytes, `LOG${index + 1}`));
  const opened = await openHive(hiveFile(primary), files, options);
  const other = await openHive(hiveFile(primary), [...files].reverse(), options);
  const bytes = await readAll(opened.hive);
  expect(Buffer.compare(await readAll(other.hive), bytes)).toBe(0);
  if (opened.state === 'clean' || other.state === 'clean') throw new Error('the hive is clean');
  expect(other.account.applied).toEqual(opened.account.applied);
  const baseBlock = BaseBlock.decode(bytes, 0, { file: 'HIVE' });
  expect(baseBlock.checksum).toBe(baseBlockChecksum(bytes));
  expect(baseBlock.primarySequenceNumber).toBe(opened.account.sequenceNumber);
  expect(baseBlock.secondarySequenceNumber).toBe(opened.account.sequenceNumber);
  expect(baseBlock.fileType).toBe(0);
  return { ...opened, bytes, baseBlock, fills: fillsOf(bytes) };
}
