import {
  type Change,
  type IntendedChange,
  type Look,
  type MadeChange,
  planHiveChange,
} from '../change/apply.ts';
import type { FileStatus } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { fileTimeOf } from '../ground/file-time.ts';
import type { LiveHive } from '../install/advance.ts';
import { beginBackup } from '../install/back-up.ts';
import { hiveSetAt } from '../install/bring-back.ts';
import { type Installation, install } from '../install/install.ts';
import type { LogFormat } from '../install/method.ts';
import { withLiveHive } from '../install/open-set.ts';
import type { Installed, InstallWarning, Recovery } from '../install/outcome.ts';
import { recoverInterruptedRun } from '../install/recovery.ts';
import type { Run, RunRequest, Stage } from '../install/run.ts';
import { installTogether, type Member } from '../install/together.ts';
import { startStep } from '../install/tools.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { listedChange } from './changed-values.ts';
import type { HiveOutcome, Verification } from './outcome.ts';
import type { JobTools } from './tools.ts';

/** Who changes hives, and how careful it is asked to be. */
export interface ChangeRun {
  /** The job's name. */
  readonly command: string;
  /** Where backups go; beside the hive when not given. */
  readonly backupFolder?: FilePath;
  /** Keep only the changed pages as a backup. */
  readonly pagesOnly: boolean;
  /** Take a dirty hive whose logs can't be applied as it stands. */
  readonly acceptDirty: boolean;
}

/** One hive that is to be changed. */
export interface HiveRequest<Seen, Told> {
  readonly hiveSet: HiveSet;
  /** Shown the hive in its newest state, says what is to become of it: see ChangeStory. */
  readonly look: (hive: HiveReader) => Look<Seen>;
  /** The FILETIME of keys that are written; the time itself when not given. */
  readonly timeOf?: (now: Date) => bigint;
  /** What the Windows of the hive writes, where that is known: counts where no logs are there. */
  readonly logFormat: (seen: Seen) => LogFormat | undefined;
  /** Takes from the change what is told of it, before it is installed. */
  readonly tell: (change: Change, seen: Seen) => Told | Promise<Told>;
}

export interface HiveEnd<Told> {
  readonly outcome: HiveOutcome;
  readonly told: Told;
}

/**
 * Changes hives of one Windows: finish or take back what an interrupted run left; read each hive and replay its logs, in memory; look
 * at it with our own reader; edit it, in memory; prove that nothing else changed; and when that is done for all of them, back them up and
 * write the changes through their logs. A hive in which all is right already is not written.
 * @param requests each for another hive.
 * @returns how it ended with each, in their order.
 * @throws HiveError whose `disk` tells what is on the disk.
 */
export async function changeHives<Seen, Told>(
  tools: JobTools,
  run: ChangeRun,
  requests: readonly [HiveRequest<Seen, Told>],
): Promise<readonly [HiveEnd<Told>]>;
export async function changeHives<Seen, Told>(
  tools: JobTools,
  run: ChangeRun,
  requests: readonly HiveRequest<Seen, Told>[],
): Promise<readonly HiveEnd<Told>[]>;
export async function changeHives<Seen, Told>(
  tools: JobTools,
  run: ChangeRun,
  requests: readonly HiveRequest<Seen, Told>[],
): Promise<readonly HiveEnd<Told>[]> {
  return await openNext({ tools, run, requests: await recoveredHives(tools, requests) }, []);
}

/** All of them first: to take care of one may be to take care of others, and of their logs. */
async function recoveredHives<Request extends { readonly hiveSet: HiveSet }>(
  tools: JobTools,
  requests: readonly Request[],
): Promise<readonly (Request & Recovered)[]> {
  const recoveries: (Recovery | undefined)[] = [];
  for (const { hiveSet } of requests) recoveries.push(await recoverInterruptedRun(tools, hiveSet.primary));
  if (recoveries.every((recovery) => recovery === undefined))
    return requests.map((request) => ({ ...request, recovery: undefined }));
  const recovered: (Request & Recovered)[] = [];
  for (const [index, request] of requests.entries()) {
    const hiveSet = await hiveSetAt(tools.files, request.hiveSet.primary);
    recovered.push({ ...request, hiveSet, recovery: recoveries[index] });
  }
  return recovered;
}

interface Recovered {
  readonly recovery: Recovery | undefined;
}

interface Story<Seen, Told> {
  readonly tools: JobTools;
  readonly run: ChangeRun;
  readonly requests: readonly (HiveRequest<Seen, Told> & Recovered)[];
}

/** A hive that is open. */
interface OpenHive {
  readonly live: LiveHive;
  /** Of the primary file when it was opened. */
  readonly status: FileStatus;
  readonly recovery: Recovery | undefined;
}

/** With its change. */
interface OpenChange<Told> extends OpenHive {
  readonly change: Change;
  readonly logFormat: LogFormat | undefined;
  readonly told: Told;
}

/** One bracket within the other: all hives stay open until the last is written. */
async function openNext<Seen, Told>(
  story: Story<Seen, Told>,
  opened: readonly OpenChange<Told>[],
): Promise<readonly HiveEnd<Told>[]> {
  const { tools, run, requests } = story;
  const request = requests[opened.length];
  if (request === undefined) return await installAll(story, opened);
  const { hiveSet, recovery, timeOf = fileTimeOf } = request;
  const { primary } = hiveSet;
  return await withLiveHive(tools.files, hiveSet, run, async (live) => {
    const status = await live.primary.status();
    const found: OpenHive = { live, status, recovery };
    return await planHiveChange(tools, live.opened.hive, primary, {
      writtenAt: timeOf(tools.clock()),
      onStep: (step, total) => startStep(tools, step, total),
      look: request.look,
      use: async (planned, seen) => {
        if (planned.state === 'planned' && requests.length === 1 && !run.pagesOnly)
          return [await makeAndInstall(story, request, found, planned, seen)];
        const change = planned.state === 'planned' ? await planned.make() : planned;
        const told = await request.tell(change, seen);
        const logFormat = request.logFormat(seen);
        return await openNext(story, [...opened, { ...found, change, logFormat, told }]);
      },
    });
  });
}

/**
 * Of one hive alone the backup is made beside edit and proof: these take the processor's time, and that takes the medium's. The
 * hive is not written before all are there.
 */
async function makeAndInstall<Seen, Told>(
  { tools, run }: Story<Seen, Told>,
  request: HiveRequest<Seen, Told>,
  { live, status, recovery }: OpenHive,
  { make }: Extract<IntendedChange, { state: 'planned' }>,
  seen: Seen,
): Promise<HiveEnd<Told>> {
  const proven: { readonly change: MadeChange; readonly told: Told }[] = [];
  async function* steps(held: Run): AsyncGenerator<Stage, Installed, void> {
    const begun = await beginBackup(held, live);
    try {
      const change = await make();
      proven.push({ change, told: await request.tell(change, seen) });
      const logFormat = request.logFormat(seen);
      const installation = installationOf(run, { live, status, logFormat }, change);
      return yield* install(held, { ...installation, ...(begun && { begun }) });
    } finally {
      await begun?.stop();
    }
  }
  const [installed] = await installTogether(tools, [{ ...placeOf(run, live), steps }]);
  const [end] = proven;
  if (installed === undefined || end === undefined) throw new Error('a hive was installed without a proof');
  return { told: end.told, outcome: changed(tools, { live, recovery }, end.change, installed) };
}

async function installAll<Seen, Told>(
  { tools, run }: Story<Seen, Told>,
  opened: readonly OpenChange<Told>[],
): Promise<readonly HiveEnd<Told>[]> {
  const made = opened.flatMap((open) =>
    open.change.state === 'made' ? [memberOf(run, open, open.change)] : [],
  );
  const installed = [...(await installTogether(tools, made))];
  return opened.map((open) => {
    const { change, told } = open;
    const done = change.state === 'made' ? installed.shift() : undefined;
    const isMade = change.state === 'made' && done !== undefined;
    return { told, outcome: isMade ? changed(tools, open, change, done) : rightAlready(tools, open) };
  });
}

function memberOf(run: ChangeRun, open: OpenChange<unknown>, change: MadeChange): Member {
  const installation = installationOf(run, open, change);
  return { ...placeOf(run, open.live), steps: (held) => install(held, installation) };
}

function placeOf({ command, backupFolder }: ChangeRun, { hiveSet }: LiveHive): RunRequest {
  return { hiveSet, command, ...(backupFolder === undefined ? {} : { backupFolder }) };
}

function installationOf(
  { pagesOnly }: ChangeRun,
  { live, status, logFormat }: Pick<OpenChange<unknown>, 'live' | 'status' | 'logFormat'>,
  { content, ranges, differences }: MadeChange,
): Installation {
  return {
    live,
    status,
    target: { kind: 'contents', content, changed: ranges },
    ...listedChange(differences),
    logFormat,
    pagesOnly,
  };
}

function changed(
  tools: JobTools,
  open: Pick<OpenHive, 'live' | 'recovery'>,
  change: MadeChange,
  { method, backup, warnings }: Installed,
): HiveOutcome {
  return {
    ...factsOf(tools, open, [...warningsOf(open), ...warnings]),
    disk: tools.files.isLasting ? 'changed' : 'unchanged',
    alreadyRight: false,
    ...method,
    // That of a dry run is gone with it.
    ...(tools.files.isLasting && { backup }),
    verification: verificationOf(change),
  };
}

function rightAlready(tools: JobTools, open: OpenChange<unknown>): HiveOutcome {
  return { ...factsOf(tools, open, []), disk: 'unchanged', alreadyRight: true, method: 'none' };
}

function factsOf(
  { files }: JobTools,
  { live, recovery }: Pick<OpenHive, 'live' | 'recovery'>,
  warnings: readonly InstallWarning[],
): Pick<HiveOutcome, 'hive' | 'hiveSize' | 'dryRun' | 'replay' | 'recovery' | 'warnings'> {
  const { opened, primary, hiveSet } = live;
  return {
    hive: hiveSet.primary,
    hiveSize: primary.length,
    dryRun: !files.isLasting,
    ...(opened.state !== 'clean' && { replay: opened.account }),
    ...(recovery && { recovery }),
    warnings,
  };
}

function warningsOf({ live }: Pick<OpenHive, 'live'>): InstallWarning[] {
  const path = live.hiveSet.primary;
  return live.opened.state === 'accepted'
    ? [{ code: 'dirty-accepted', path, reasons: live.opened.account.reasons }]
    : [];
}

function verificationOf({ content, ranges, changedKeys }: MadeChange): Verification {
  return {
    bytesChecked: content.length,
    changedRanges: ranges.map(({ start, end }) => ({ offset: start, length: end - start })),
    changedKeys,
  };
}
