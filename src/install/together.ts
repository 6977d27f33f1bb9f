import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { removeBackup } from './backup.ts';
import type { Installed, InstallWarning } from './outcome.ts';
import { type Run, type RunRequest, type Stage, underLock } from './run.ts';
import { type InstallTools, reasonOf } from './tools.ts';

/** A hive, and what makes it another: `install`, mostly, which goes from stage to stage. */
export interface Member extends RunRequest {
  readonly steps: (run: Run) => AsyncGenerator<Stage, Installed, void>;
}

/**
 * Gives hives their new contents, all of them or none: take all locks -> back all up and flush what names them together -> write one
 * after the other, each read back -> complete all. When one fails, what the others did is taken back; what an interruption leaves is
 * told by the rule in members.ts.
 * @returns for each member, in their order, what was done.
 * @throws HiveError what went wrong; `disk` tells what is on the disk: 'restore-failed' when taking back failed, too.
 */
export async function installTogether(
  tools: InstallTools,
  members: readonly Member[],
): Promise<readonly Installed[]> {
  const group = members.map(
    ({ steps, ...request }) => new Membership(request, underLock(tools, request, steps)),
  );
  let turn: Membership | undefined;
  try {
    for (const stage of ['locked', 'prepared', 'written'] as const) {
      for (turn of group) await turn.goOnTo(stage);
      if (stage === 'locked') nameEachOther(group);
    }
    // What goes wrong with the first to be completed still takes all back.
    for (turn of group) {
      await turn.complete();
      if (turn === group[0]) for (const other of group) other.decide();
    }
  } catch (error) {
    throw await takeAllBack(group, turn, error);
  }
  return group.map((member) => member.end());
}

/** One hive's run, which is let go on from stage to stage. */
class Membership {
  readonly #request: RunRequest;
  readonly #steps: AsyncGenerator<Stage, Installed, void>;
  #run: Run | undefined;
  #installed: Installed | undefined;
  #isOver = false;

  constructor(request: RunRequest, steps: AsyncGenerator<Stage, Installed, void>) {
    this.#request = request;
    this.#steps = steps;
  }

  get run(): Run | undefined {
    return this.#run;
  }

  get hive(): FilePath {
    return this.#request.hiveSet.primary;
  }

  async goOnTo(stage: Stage['stage']): Promise<void> {
    const { value } = await this.#next();
    if (value === undefined || !('stage' in value) || value.stage !== stage)
      throw new Error(`a run that was to reach "${stage}" ended`);
    if (value.stage === 'locked') this.#run = value.run;
    if (value.stage === 'written') this.#installed = value.installed;
  }

  /** From now on nothing is taken back: what is left to be done is done by the next run. */
  decide(): void {
    if (this.#run !== undefined) this.#run.reached = 'done';
  }

  async complete(): Promise<void> {
    try {
      const { value } = await this.#next();
      if (value !== undefined && !('stage' in value)) this.#installed = value;
    } catch (error) {
      if (!isHiveError(error) || this.#run?.reached !== 'done' || this.#installed === undefined) throw error;
      const warning: InstallWarning = { code: 'lock-left', path: this.hive, reason: reasonOf(error) };
      this.#installed = { ...this.#installed, warnings: [...this.#installed.warnings, warning] };
    }
    this.#isOver = true;
  }

  /** @returns what came of it: another error than the one that was handed in where something had been written. */
  async takeBack(because: Error): Promise<unknown> {
    if (this.#isOver || this.#run === undefined) return undefined;
    this.#isOver = true;
    try {
      await this.#steps.throw(because);
      return undefined;
    } catch (error) {
      return error === because ? undefined : error;
    }
  }

  end(): Installed {
    if (this.#installed === undefined) throw new Error('a run ended without having installed anything');
    return this.#installed;
  }

  async #next(): Promise<IteratorResult<Stage, Installed>> {
    try {
      return await this.#steps.next();
    } catch (error) {
      // It has taken back itself what it did.
      if (this.#run?.reached !== 'done') this.#isOver = true;
      throw error;
    }
  }
}

function nameEachOther(group: readonly Membership[]): void {
  const runs = group.flatMap(({ run }) => run ?? []);
  for (const run of runs) run.others = runs.filter((other) => other !== run);
}

/**
 * @param failed the one whose turn it was: what others that were written are taken back for.
 * @returns the error that says most about the disk: the gravest of all, else the first.
 */
async function takeAllBack(
  group: readonly Membership[],
  failed: Membership | undefined,
  error: unknown,
): Promise<unknown> {
  const because = new Error(reasonOf(error));
  const errors = [error];
  // The last that was written first.
  for (const member of group.toReversed()) errors.push(await member.takeBack(because));
  const gravest = errors.find((one) => isHiveError(one, 'restore-failed'));
  if (gravest !== undefined) return gravest;
  await removeBackups(group.flatMap(({ run }) => (run?.hasBackupToRemove ? run : [])));
  const isWritten = errors.some((one) => isHiveError(one, 'write-undone'));
  if (failed === undefined || !isWritten || isHiveError(error, 'write-undone')) return error;
  return new HiveError('write-undone', { path: failed.hive, reason: reasonOf(error) }, { cause: error });
}

/** Those that had to stay until all were taken back. */
async function removeBackups(runs: readonly Run[]): Promise<void> {
  for (const { tools, hiveSet, folder, id } of runs) {
    try {
      await removeBackup(tools.files, hiveSet.primary, folder, id);
    } catch (error) {
      // One backup too many does no harm, and is no news beside what went wrong.
      if (!isHiveError(error)) throw error;
    }
  }
}
