import { setValue } from '../change/edit.ts';
import {
  type IntendedChange,
  type ProvenChange,
  proveIntendedChange,
  refuseDamagedOriginal,
  refuseOtherBytes,
} from '../change/verify.ts';
import type { ReadOnlyFile } from '../files/file-system.ts';
import type { ByteSource } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { fileTimeOf } from '../ground/file-time.ts';
import { withHive } from '../hivex/with-hive.ts';
import { newBackupFolder } from '../install/backup.ts';
import { installInPlace } from '../install/in-place.ts';
import { type Installation, type Installed, refuseReadOnly, startStep } from '../install/install.ts';
import { recordOf, recoverInterruptedRun, underLock } from '../install/journal.ts';
import { withHiveSet } from '../install/open-files.ts';
import type { Recovery, RepairOutcome, RepairWarning, Verification } from '../install/outcome.ts';
import { installByReplacing } from '../install/replace.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { type OpenedHive, openHive } from '../replay/replay.ts';
import { SETTING_VALUE_NAME } from '../windows/setting.ts';
import { isRight, readStart, type Start } from './start.ts';
import type { RepairRequest, RepairSurroundings } from './surroundings.ts';

/**
 * Sets the value in an offline SOFTWARE hive: finish or take back what an interrupted run left; read the hive and
 * replay its logs, in memory; look at it with our own reader; edit it with hivex, in memory; prove that nothing else
 * changed; put it in the original's place, with a backup. A hive whose value is right already is not written.
 * @throws HiveError whose `disk` tells what is on the disk.
 */
export async function repairHive(s: RepairSurroundings, request: RepairRequest): Promise<RepairOutcome> {
  const { hiveSet, value } = request;
  const recovery = await recoverInterruptedRun(s, hiveSet.primary);
  return await withHiveSet(s.files, hiveSet, async (primary, logs) => {
    const status = await primary.status();
    const opened = await openHive(primary, logs, request);
    const story: Story = { s, request, primary, opened, recovery };
    const writtenAt = fileTimeOf(s.clock());
    let start: Start | undefined;
    const hivex = await s.loadHivex();
    const repaired = withHive(
      hivex,
      opened.hive,
      (hive) => {
        const { setting, found } = known(start);
        if (!isRight(setting, value)) setValue(hive, found, value, writtenAt);
      },
      async (image) => {
        const before = known(start);
        if (isRight(before.setting, value)) return rightAlready(story, before);
        const intended = { valueName: before.found?.name ?? SETTING_VALUE_NAME, value, writtenAt };
        const proven = await prove(story, image, before, intended);
        const installation = await plan(story, before, proven, {
          originalStatus: status,
          content: sourceOf(image),
        });
        return await install(story, proven, installation);
      },
      {
        onProgress: startStep(s, 'read', opened.hive.length),
        inspect: (image) => {
          start = readStart(image, hiveSet.primary);
          request.onHive?.(new HiveReader(image, hiveSet.primary));
          startStep(s, 'edit', image.length);
        },
      },
    );
    return await repaired.catch(async (error: unknown) => {
      // hivex stumbles over damage without saying where it lies; hive-check does.
      if (isHiveError(error, 'hivex-call') || isHiveError(error, 'hivex-trap')) {
        await refuseDamagedOriginal(opened.hive, hiveSet.primary);
      }
      throw error;
    });
  });
}

interface Story {
  readonly s: RepairSurroundings;
  readonly request: RepairRequest;
  readonly primary: ReadOnlyFile;
  readonly opened: OpenedHive;
  readonly recovery: Recovery | undefined;
}

function known(start: Start | undefined): Start {
  if (start === undefined)
    throw new HiveError('bug', { message: 'the hive was opened before it was looked at' });
  return start;
}

/** hivex's image as a source. It stays where it is for as long as the bracket is open. */
function sourceOf(image: Uint8Array): ByteSource {
  return {
    length: image.length,
    read: async (target, position) => target.set(image.subarray(position, position + target.length)),
    view: (position, length) => image.subarray(position, position + length),
  };
}

async function prove(
  { s, request, opened }: Story,
  image: Uint8Array,
  start: Start,
  intended: IntendedChange,
) {
  const onProgress = startStep(s, 'verify', opened.hive.length);
  return await proveIntendedChange(
    image,
    opened.hive,
    start.chain,
    intended,
    request.hiveSet.primary,
    onProgress,
  );
}

async function plan(
  { s, request, primary }: Story,
  start: Start,
  proven: ProvenChange,
  parts: Pick<Installation, 'originalStatus' | 'content'>,
): Promise<Installation> {
  const { hiveSet, inPlace } = request;
  return {
    ...parts,
    command: 'repair',
    method: inPlace ? 'in-place' : 'replace',
    hiveSet,
    original: primary,
    change: { before: start.setting, after: proven.setting },
    backupFolder: await newBackupFolder(s, hiveSet.primary, request.backupFolder),
    logs: [],
    verify: async (content) => {
      if (content === parts.content) return;
      await refuseOtherBytes(parts.content, content, hiveSet.primary, startStep(s, 'verify', content.length));
    },
  };
}

async function install(
  story: Story,
  proven: ProvenChange,
  installation: Installation,
): Promise<RepairOutcome> {
  const { s } = story;
  refuseReadOnly(s, installation);
  const installed = await underLock(s, installation.hiveSet.primary, recordOf(s, installation), () =>
    installation.method === 'in-place'
      ? installInPlace(s, installation)
      : installByReplacing(s, installation),
  );
  const { backup } = installed;
  return {
    ...factsOf(story, [...warningsOf(story, proven), ...installed.warnings]),
    disk: s.files.isLasting ? 'changed' : 'unchanged',
    alreadyRight: false,
    change: installation.change,
    method: installation.method,
    backup,
    verification: verificationOf(story, proven, installed),
  };
}

function rightAlready(story: Story, { setting }: Start): RepairOutcome {
  const change = { before: setting, after: setting };
  return { ...factsOf(story, []), disk: 'unchanged', alreadyRight: true, change, method: 'none' };
}

function factsOf(
  { s, request, primary, opened, recovery }: Story,
  warnings: readonly RepairWarning[],
): Pick<RepairOutcome, 'hive' | 'hiveSize' | 'dryRun' | 'replay' | 'recovery' | 'warnings'> {
  return {
    hive: request.hiveSet.primary,
    hiveSize: primary.length,
    dryRun: !s.files.isLasting,
    ...(opened.state !== 'clean' && { replay: opened.account }),
    ...(recovery && { recovery }),
    warnings,
  };
}

function warningsOf({ request, opened }: Story, { oddities }: ProvenChange): RepairWarning[] {
  const path = request.hiveSet.primary;
  const warnings: RepairWarning[] = [];
  if (oddities > 0) warnings.push({ code: 'hive-oddities', path, count: oddities });
  if (opened.state === 'accepted') {
    warnings.push({ code: 'dirty-accepted', path, reasons: opened.account.reasons });
  }
  return warnings;
}

function verificationOf({ opened }: Story, proven: ProvenChange, { backup }: Installed): Verification {
  return {
    bytesCompared: opened.hive.length,
    changedRanges: proven.ranges.map(({ start, end }) => ({ offset: start, length: end - start })),
    changedKeys: proven.changedKeys,
    sha256Before: backup.files[0]?.sha256 ?? '',
    sha256After: backup.sha256After,
  };
}
