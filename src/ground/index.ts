/**
 * What every door hands out besides its own: errors, files that lie in memory, times.
 *
 * @module
 */
export type {
  Branded,
  ByteSource,
  CellOffset,
  CleanHive,
  FileOffset,
  FilePath,
  HiveSet,
} from './brand.ts';
export { type BlobLike, type NamedSource, sourceOfBlob, sourceOfBytes } from './byte-sources.ts';
export {
  type DiskState,
  type ErrorCode,
  type ErrorDetails,
  type FileDetails,
  type FormatDetails,
  HiveError,
  isHiveError,
  type WholeCopy,
} from './errors.ts';
export { dateOfFileTime, fileTimeOf } from './file-time.ts';
