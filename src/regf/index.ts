/**
 * The format of registry hives, written from the specification: read, check and compare primary files. Needs nothing of Node
 * and runs in browsers.
 *
 * A primary file alone may be behind its transaction logs: open it by `hivemend/replay` first, and read what that gives.
 *
 * - {@link readWholeHive} reads a hive into memory; {@link HiveReader.onDemand} reads of a large one what is asked for.
 * - Key paths are arrays of names from the root downwards, without the root's own name, and compare as the registry compares
 *   them. Times are FILETIMEs: `bigint`, 100 ns since 1601-01-01 UTC ({@link dateOfFileTime}). Sizes are bytes.
 * - Whatever is damaged throws a {@link HiveError} that says where: `hive-signature`, `hive-version`, `hive-structure`,
 *   `hive-truncated`. {@link checkHive} lists all damage instead.
 *
 * Source of the facts: Maxim Suhanov, "Windows registry file format specification"; docstrings name its sections.
 *
 * @module hivemend/regf
 */

export * from '../ground/index.ts';
export type { ByteRange } from './byte-ranges.ts';
export { DATA_TYPE_NAMES } from './data-types.ts';
export type * from './errors.ts';
export { checkHive, type FindingCode, type HiveFinding, type Severity } from './hive-check.ts';
export { DIFFERENCES_LISTED, diffHives, type HiveDifference } from './hive-diff.ts';
export type { HiveImage } from './hive-image.ts';
export { type HiveKind, hiveKindOf } from './hive-kind.ts';
export { type HivePages, whenRead } from './hive-pages.ts';
export { HiveReader, type SeenOfHive } from './hive-reader.ts';
export { type HiveReport, refuseDamage, scanBins } from './hive-scan.ts';
export { Key } from './key.ts';
export { findObstacle, type KeyPathObstacle, refuseObstacle } from './key-path.ts';
export type { FieldValue, KeyField, ValueField } from './key-snapshot.ts';
export { compareNames, escapeName, isSameName, printKeyPath, upcase } from './names.ts';
export type { RegistryKey, RegistryValue, RegistryView } from './registry-view.ts';
export type { BaseBlock } from './structures/base-block.ts';
export {
  KEY_COMP_NAME,
  KEY_HIVE_ENTRY,
  KEY_HIVE_EXIT,
  KEY_NO_DELETE,
  KEY_PREDEF_HANDLE,
  KEY_SYM_LINK,
  KEY_VOLATILE,
  type KeyNode,
} from './structures/key-node.ts';
export {
  type KeyValue,
  REG_BINARY,
  REG_DWORD,
  REG_DWORD_BIG_ENDIAN,
  REG_EXPAND_SZ,
  REG_LINK,
  REG_MULTI_SZ,
  REG_NONE,
  REG_QWORD,
  REG_SZ,
} from './structures/key-value.ts';
export { walkTree } from './tree-walk.ts';
export { Value } from './value.ts';
export { readWholeHive } from './whole-hive.ts';
