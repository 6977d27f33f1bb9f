/**
 * The jobs, one a use case. What each takes and throws stands with it; `library.ts` tells how they are used.
 *
 * @module
 */
export type * from '../bitlocker/errors.ts';
export type * from '../change/errors.ts';
export type * from '../disk/errors.ts';
export type * from '../evtx/errors.ts';
export type { CommandRunner } from '../files/command-runner.ts';
export type * from '../files/errors.ts';
export type {
  ReadOnlyFile,
  ReadOnlyFileSystem,
  WritableFile,
  WritableFileSystem,
} from '../files/file-system.ts';
export * from '../ground/index.ts';
export type { LazyList } from '../ground/lazy-list.ts';
export type * from '../hivex/errors.ts';
export type * from '../imaging/errors.ts';
export type * from '../install/errors.ts';
export type * from '../regf/errors.ts';
export type { Remedy, RemedyWords } from '../remedies/remedy.ts';
export type * from '../replay/errors.ts';
export type * from '../windows/errors.ts';
export type { ChangeOptions } from './change-target.ts';
export { checkTarget } from './check.ts';
export { diagnoseTarget } from './diagnose.ts';
export { type DiffRequest, diffTargets } from './diff.ts';
export { type AddRequest, addToKey, type DeleteRequest, deleteKey } from './edit-key.ts';
export type * from './errors.ts';
export { type AskedEvents, readLog } from './events.ts';
export { type ExportRequest, exportKey } from './export-key.ts';
export { type ImportRequest, importRegFiles } from './import-reg-files.ts';
export { installedWindows, survey } from './list.ts';
export type { Machine } from './machine.ts';
export { remediesNamed } from './named-remedies.ts';
export type { ListOptions } from './queried-keys.ts';
export { type QueryRequest, queryKey } from './query.ts';
export type * from './registry-results.ts';
export { listRemedies } from './remedies.ts';
export { type RepairOptions, repairTarget } from './repair-target.ts';
export type { Watch, WriteOptions } from './repair-wiring.ts';
export type * from './results.ts';
export { type SnapshotOptions, snapshotTarget } from './snapshot-target.ts';
export { type FindOptions, windowsOnThisPc } from './targets.ts';
export { undoSnapshot } from './undo-snapshot.ts';
export { listBackupsOfTarget, type UndoOptions, undoTarget } from './undo-target.ts';
