import type { FileStatus } from '../files/file-system.ts';
import { openLog } from '../replay/transaction-log.ts';
import type { LiveHive } from './advance.ts';
import type { MethodChoice } from './outcome.ts';

/** Windows 8.1, the first with logs of the new format. Specification: "Format of transaction log files". */
const FIRST_BUILD_WITH_NEW_LOGS = 9600;

/** 'new': HvLE entries, Windows 8.1 and later. 'old': a bitmap of dirty pages, Vista to 8. */
export type LogFormat = 'new' | 'old';

/** What the Windows of that build writes; undefined where the build is not known. */
export function logFormatOf(build: number | undefined): LogFormat | undefined {
  if (build === undefined) return undefined;
  return build >= FIRST_BUILD_WITH_NEW_LOGS ? 'new' : 'old';
}

/**
 * Decides how new bytes get into a hive's place. A log of the new format is written only where Windows would read it as one:
 * its kind is told by the logs that are there, else by the Windows that the hive says it is of; it is never guessed.
 * @param otherwise the kind that this Windows writes, where it is known
 * @throws HiveError 'file-read'
 */
export async function chooseMethod(
  { logs }: Pick<LiveHive, 'logs'>,
  { links }: Pick<FileStatus, 'links'>,
  otherwise: LogFormat | undefined,
): Promise<MethodChoice> {
  if (links > 1) return { method: 'replace', because: 'second-name' };
  const formats = new Set<LogFormat>();
  for (const file of logs) {
    const log = await openLog(file);
    if (typeof log !== 'string') formats.add(log.format);
  }
  if (formats.has('new')) return { method: 'log' };
  if (formats.has('old')) return { method: 'replace', because: 'old-logs' };
  if (otherwise === undefined) return { method: 'replace', because: 'log-format-unknown' };
  return otherwise === 'new' ? { method: 'log' } : { method: 'replace', because: 'old-logs' };
}
