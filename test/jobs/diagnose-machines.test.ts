import { describe, expect, it } from 'vitest';
import { buildNewLog } from '../../src/hive-builder/log-builder.ts';
import { dword, text } from '../../src/hive-builder/recipe.ts';
import { diagnoseTarget } from '../../src/jobs/diagnose.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { buildEventLog } from '../support/event-logs/build-event-log.ts';
import { text as logText, uint32 } from '../support/event-logs/values.ts';
import { HELLO, type IncidentPc, incidentPc, ROOT, THE_INCIDENT } from '../support/incident-pc.ts';
import { machineOn } from '../support/machine-on.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** Made PCs that are not as they should be, or are of another kind: what can be read is read. */

const CONFIG = `${ROOT}/Windows/System32/config`;
const LOGS = `${ROOT}/Windows/System32/winevt/Logs`;
const HELLO_LOG = `${LOGS}/Microsoft-Windows-HelloForBusiness%4Operational.evtx`;
const NT = 'Microsoft/Windows NT/CurrentVersion';

const on = (files: MemoryFileSystem) => diagnoseTarget(machineOn(files), ROOT, {});
const of = (pc: IncidentPc) => on(incidentPc(pc));

/** Leaves the newest state of a hive in its log alone: in the primary file its bins are empty. */
function switchOff(files: MemoryFileSystem, name: string): void {
  const path = `${CONFIG}/${name}`;
  const newest = files.bytes(path) ?? new Uint8Array(0);
  const { hiveBinsDataSize } = BaseBlock.decode(newest, 0, { file: path });
  const primary = newest.slice();
  BaseBlock.encode(primary, 0, { primarySequenceNumber: 1001, secondarySequenceNumber: 1000 });
  BaseBlock.encode(primary, 0, { checksum: baseBlockChecksum(primary) });
  const pages = [{ offset: 0, bytes: newest.slice(4096, 4096 + hiveBinsDataSize) }];
  files.put(`${path}.LOG1`, buildNewLog({ primary, sequenceNumber: 1000, entries: [{ pages }] }));
  files.put(`${path}.LOG2`, new Uint8Array(0));
  primary.fill(0, 4096 + 4096);
  files.put(path, primary);
}

describe('a PC that was switched off by its power button', () => {
  it('is read in the newest state of both hives', async () => {
    const files = incidentPc();
    switchOff(files, 'SOFTWARE');
    switchOff(files, 'SYSTEM');
    const before = files.digest();
    const result = await on(files);
    expect(result.verdict.grade).toBe('established');
    expect(result.check).toMatchObject({ needsRepair: true, replay: { applied: [{ entries: 1 }] } });
    expect(result.features.ess.state).toBe('configured');
    expect(result.sensors).toHaveLength(1);
    expect(files.digest()).toEqual(before);
  });

  it('without its logs is told by the hives as they stand', async () => {
    const files = incidentPc();
    switchOff(files, 'SYSTEM');
    files.put(`${CONFIG}/SYSTEM.LOG1`, new Uint8Array(0));
    const result = await on(files);
    expect(result.sources[1]).toMatchObject({ what: 'system', state: 'unreadable' });
    expect(result.verdict.grade).toBe('established');
  });
});

describe('another Windows', () => {
  it('is 10: no Secure Boot certificates, no 24H2', async () => {
    const result = await of({
      ...THE_INCIDENT,
      softwareValues: {
        [NT]: [
          text('CurrentBuild', '19045'),
          text('CurrentBuildNumber', '19045'),
          text('DisplayVersion', '22H2'),
        ],
      },
    });
    expect(result.check?.windows).toMatchObject({ product: 'Windows 10 Pro', build: 19045 });
    expect(result.verdict.grade).toBe('established');
    expect(result.encryption.conditions.find(({ condition }) => condition === 'hardware-test')).toMatchObject(
      {
        holds: 'no',
      },
    );
  });

  it('is a server, which does not encrypt itself', async () => {
    const result = await of({
      ...THE_INCIDENT,
      ess: 'unset',
      sensors: 'none',
      lastGood: undefined,
      failure: undefined,
      dbx: undefined,
      firmware: undefined,
      softwareValues: {
        [NT]: [text('ProductName', 'Windows Server 2022 Standard'), text('EditionID', 'ServerStandard')],
      },
    });
    expect(result.verdict).toEqual({ grade: 'unlikely', because: 'nothing-points-to-it' });
    expect(result.encryption.likelihood).toBe('unlikely');
  });
});

describe('a log that is not whole', () => {
  const log = (count: number, firstRecordId = 1n): Uint8Array =>
    buildEventLog({
      firstRecordId,
      events: Array.from({ length: count }, (_, index) => ({
        provider: HELLO,
        id: 5001,
        time: `2026-11-19T22:${String(index % 60).padStart(2, '0')}:00Z`,
        data: [['Padding', logText('x'.repeat(4000))]] as const,
      })),
    });

  it.each([
    ['cut within a chunk', (bytes: Uint8Array) => bytes.slice(0, 4096 + 65_536 + 20_000)],
    ['cut after its header', (bytes: Uint8Array) => bytes.slice(0, 4096)],
    [
      'that claims 4 GB of chunks',
      (bytes: Uint8Array) => {
        const claimed = bytes.slice();
        new DataView(claimed.buffer).setUint16(42, 0xffff, true);
        new DataView(claimed.buffer).setBigUint64(24, 0xffff_ffff_ffffn, true);
        return claimed;
      },
    ],
  ])('%s gives what is there, and the rest goes on', async (_what, damage) => {
    const files = incidentPc();
    files.put(HELLO_LOG, damage(log(30)));
    const result = await on(files);
    const source = result.sources.find(({ path }) => path === HELLO_LOG);
    expect(source?.state).toMatch(/^(?:read|empty)$/);
    expect(result.findings.map(({ code }) => code)).toContain('firmware-changed');
  });

  it('whose record claims 4 GB is told as damaged, and the rest goes on', async () => {
    const bytes = log(3);
    // The size of the first record.
    new DataView(bytes.buffer).setUint32(4096 + 512 + 4, 0xffff_fff0, true);
    const files = incidentPc();
    files.put(HELLO_LOG, bytes);
    const result = await on(files);
    const source = result.sources.find(({ path }) => path === HELLO_LOG);
    expect(source?.log?.damagedChunks.count).toBe(1);
    expect(result.verdict.grade).toBe('possible');
  });
});

describe('what BitLocker logged', () => {
  it('tells which measurements its key was bound to', async () => {
    const sealed = {
      provider: 'Microsoft-Windows-BitLocker-API',
      id: 817,
      time: '2026-11-01T08:00:30Z',
      data: [['PCRBitmap', uint32(2176)]] as const,
    };
    const files = incidentPc();
    files.put(
      `${LOGS}/Microsoft-Windows-BitLocker%4BitLocker Management.evtx`,
      buildEventLog({ events: [sealed] }),
    );
    const finding = (await on(files)).findings.find(({ code }) => code === 'bitlocker-sealed');
    expect(finding).toMatchObject({ weight: 'besides', details: { registers: 'PCR 7, PCR 11' } });
    expect((await of(THE_INCIDENT)).findings.map(({ code }) => code)).not.toContain('bitlocker-sealed');
    // A map that names none says nothing.
    files.put(
      `${LOGS}/Microsoft-Windows-BitLocker%4BitLocker Management.evtx`,
      buildEventLog({ events: [{ ...sealed, data: [['PCRBitmap', uint32(0)]] }] }),
    );
    expect((await on(files)).findings.map(({ code }) => code)).not.toContain('bitlocker-sealed');
  });
});

it('a firmware whose last update failed is told in words', async () => {
  const id = '{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}';
  const files = incidentPc({
    ...THE_INCIDENT,
    systemValues: {
      [`ControlSet001/Control/FirmwareResources/${id}`]: [
        dword('Version', 41),
        dword('LastAttemptStatus', 0xc000_0001),
      ],
    },
  });
  const { stdout } = await sit(['diagnose', ROOT, '--verbose'], { files });
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    `the last update of ${id} (version 0x29) failed with 0xc0000001`,
  );
});
