import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, key } from '../../src/hive-builder/recipe.ts';
import { diagnoseTarget } from '../../src/jobs/diagnose.ts';
import type { DiagnosisResult } from '../../src/jobs/results.ts';
import { hex32, text, uint32 } from '../support/event-logs/values.ts';
import {
  HELLO,
  type IncidentPc,
  incidentPc,
  ROOT,
  THE_INCIDENT,
  TPM,
  taskXml,
} from '../support/incident-pc.ts';
import { machineOn } from '../support/machine-on.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';

/** Whole PCs, all of them made: see test/support/incident-pc.ts. */

const WINDOWS = `${ROOT}/Windows`;
const LOGS = `${WINDOWS}/System32/winevt/Logs`;
const SID = 'S-1-5-21-1004336348-1177238915-682003330-1001';

const on = (files: MemoryFileSystem): Promise<DiagnosisResult> => diagnoseTarget(machineOn(files), ROOT, {});
const of = (pc: IncidentPc): Promise<DiagnosisResult> => on(incidentPc(pc));
const codes = ({ findings }: DiagnosisResult): string[] => findings.map(({ code }) => code);

describe('the incident', () => {
  it('is established, with both updates, the failure after them, and the sensor', async () => {
    const result = await of(THE_INCIDENT);
    expect(result.verdict).toEqual({ grade: 'established', because: 'both-updates-then-failure' });
    expect(result.timeZone).toBe('Tokyo Standard Time');
    expect(result.lastGood).toMatchObject({
      utc: '2026-11-19T22:15:00.0000000Z',
      local: '2026-11-20T07:15:00+09:00',
      eventId: 5001,
      recordId: 101n,
      file: `${LOGS}/Microsoft-Windows-HelloForBusiness%4Operational.evtx`,
    });
    expect(result.firstFailure).toMatchObject({ utc: '2026-11-20T22:05:10.0000000Z', eventId: 7002 });
    const found = new Map(result.findings.map((finding) => [finding.code, finding]));
    expect(found.get('dbx-applied')).toMatchObject({
      weight: 'for',
      time: { utc: '2026-11-20T02:30:00.0000000Z', local: '2026-11-20T11:30:00+09:00' },
      source: { file: `${LOGS}/System.evtx` },
    });
    expect(found.get('firmware-changed')).toMatchObject({
      weight: 'for',
      time: { utc: '2026-11-20T02:41:30.0000000Z' },
      details: { DriverProvider: 'Made Computers', DriverVersion: '1.0.0.41', DriverDate: '11/02/2026' },
    });
    expect(found.get('updates-near')?.details).toEqual({ minutes: '11' });
    expect(found.get('ess-configured')?.source).toEqual({
      key: 'HKLM\\SYSTEM\\ControlSet001\\Control\\DeviceGuard\\Scenarios\\SecureBiometrics',
      value: 'Enabled',
    });
    expect(found.get('sensor-isolated')?.details).toMatchObject({ BiometricSensor: 'Goodix fingerprint' });
    expect(result.sensors).toMatchObject([
      { name: 'Goodix fingerprint', ess: 'capable', isExternal: false, kind: 'biometric' },
    ]);
    expect(result.hello).toEqual({
      accounts: [{ sid: SID, hasBiometrics: true, ngcSetup: 1 }],
      containers: 1,
    });
    expect(result.steps).toEqual(['repair', 'sign-in-with-password', 'set-up-hello-again']);
  });

  it('tells its story in order', async () => {
    const { timeLine } = await of(THE_INCIDENT);
    expect(timeLine.map(({ kind }) => kind)).toEqual([
      'vbs-state',
      'sensor-created',
      'hello-sign-in',
      'dbx-applied',
      'firmware-changed',
      'container-failed',
    ]);
  });

  it('tells it however much happened afterwards', async () => {
    const more = Array.from({ length: 300 }, (_, index) => ({
      provider: 'Microsoft-Windows-Biometrics',
      id: 1109,
      time: new Date(Date.UTC(2026, 10, 21, 8, index)).toISOString(),
      data: [['ErrorCode', uint32(index)]] as const,
    }));
    const { timeLine } = await of({ ...THE_INCIDENT, more });
    expect(timeLine).toHaveLength(200);
    expect(timeLine.slice(0, 5).map(({ kind }) => kind)).toEqual([
      'hello-sign-in',
      'dbx-applied',
      'firmware-changed',
      'container-failed',
      'sensor-failed',
    ]);
    expect(timeLine.at(-1)?.fields).toEqual({ ErrorCode: '299' });
  });

  it('tells the period of each log, and which are missing', async () => {
    const { sources } = await of(THE_INCIDENT);
    const logs = sources.filter(({ what }) => what === 'log');
    expect(logs.map(({ state }) => state)).toEqual(['read', 'read', 'read', 'read', 'read', 'missing']);
    expect(logs[0]?.period).toEqual({
      from: { utc: '2026-11-01T08:00:00.0000000Z', local: '2026-11-01T17:00:00+09:00' },
      to: { utc: '2026-11-20T02:30:00.0000000Z', local: '2026-11-20T11:30:00+09:00' },
    });
  });

  it('is known by tasks whose password must be entered again, under Credential Guard', async () => {
    const pc: IncidentPc = {
      ...THE_INCIDENT,
      failure: undefined,
      credentialGuard: true,
      taskFailure: '2026-11-20T23:00:00Z',
      tasks: {
        Backup: taskXml('Password', SID),
        'Maker/Report': taskXml('InteractiveTokenOrPassword', 'HANAKO-PC\\hanako'),
        'Maker/Other': taskXml('Password', 'HANAKO-PC\\service desk'),
        Quiet: taskXml('S4U', SID),
      },
    };
    const result = await of(pc);
    expect(result.verdict.grade).toBe('established');
    expect(result.firstFailure).toMatchObject({ kind: 'task-sign-in-failed', eventId: 104 });
    expect(
      result.tasks.withPassword.map(({ name, account, failure }) => [
        name,
        account,
        failure?.utc.slice(0, 16),
      ]),
    ).toEqual([
      ['\\Backup', 'hanako', '2026-11-20T23:00'],
      ['\\Maker\\Report', 'HANAKO-PC\\hanako', '2026-11-20T23:00'],
      ['\\Maker\\Other', 'HANAKO-PC\\service desk', undefined],
    ]);
    expect(result.steps).toContain('enter-task-passwords');
    // Without Credential Guard it is a changed password.
    expect((await of({ ...pc, credentialGuard: false })).verdict.because).toBe('update-without-failure');
  });

  it('is over once Hello worked again, and says so', async () => {
    const result = await of({ ...THE_INCIDENT, recovery: '2026-11-21T10:00:00Z' });
    expect(codes(result)).toContain('worked-again');
    expect(result.verdict.grade).toBe('established');
  });

  it('is one of several failures: the last counts', async () => {
    const earlier = (time: string, id: number) => ({ provider: HELLO, id, time });
    const result = await of({
      ...THE_INCIDENT,
      more: [earlier('2026-11-05T08:00:00Z', 5001), earlier('2026-11-06T08:00:00Z', 7002)],
    });
    expect(result.firstFailure?.utc).toBe('2026-11-20T22:05:10.0000000Z');
    expect(result.verdict.grade).toBe('established');
  });
});

describe('what Windows Update did', () => {
  const update = (id: number, time: string, title: string): NonNullable<IncidentPc['more']>[number] => ({
    provider: 'Microsoft-Windows-WindowsUpdateClient',
    id,
    time,
    data: [['updateTitle', text(title)]],
  });
  const FIRMWARE = 'Made Computers - ファームウェア - 1.0.0.41';
  const shown = ({ timeLine }: DiagnosisResult) =>
    timeLine
      .filter(({ kind }) => kind.startsWith('update-'))
      .map(({ eventId, fields: { updateTitle } }) => [eventId, updateTitle]);

  it('is on the time line once for each update: its end, or its last beginning', async () => {
    const result = await of({
      ...THE_INCIDENT,
      more: [
        update(44, '2026-11-20T01:00:00Z', 'KB1'),
        update(43, '2026-11-20T01:01:00Z', 'KB1'),
        update(19, '2026-11-20T01:02:00Z', 'KB1'),
        update(44, '2026-11-20T02:00:00Z', 'KB2'),
        update(43, '2026-11-20T02:01:00Z', 'KB2'),
        update(43, '2026-11-20T02:02:00Z', 'KB3'),
        update(20, '2026-11-20T02:03:00Z', 'KB3'),
        // Begun again after its end.
        update(43, '2026-11-20T02:04:00Z', 'KB3'),
        // Weeks before.
        update(43, '2026-11-02T02:00:00Z', 'KB4'),
      ],
    });
    expect(shown(result)).toEqual([
      [19, 'KB1'],
      [43, 'KB2'],
      [20, 'KB3'],
      [43, 'KB3'],
    ]);
  });

  it.each([
    [19, 'update-installed'],
    [20, 'update-failed'],
    [43, 'update-started'],
  ])('to the firmware is known by provider and version in any language (%i)', async (id, kind) => {
    const result = await of({ ...THE_INCIDENT, more: [update(id, '2026-11-05T02:00:00Z', FIRMWARE)] });
    expect(result.findings.find(({ code }) => code === 'firmware-by-update')).toMatchObject({
      weight: 'besides',
      details: { updateTitle: FIRMWARE, kind },
      time: { utc: '2026-11-05T02:00:00.0000000Z' },
      source: { file: `${LOGS}/System.evtx` },
    });
    // However far off it is.
    expect(shown(result)).toEqual([[id, FIRMWARE]]);
  });

  it.each([
    'Made Computers - Firmware - 1.0.0.4',
    'Made Computers - 11.0.0.41',
    'Others - Firmware - 1.0.0.41',
  ])('to something else is not taken for it: %s', async (title) => {
    const result = await of({ ...THE_INCIDENT, more: [update(19, '2026-11-20T02:40:00Z', title)] });
    expect(codes(result)).not.toContain('firmware-by-update');
  });
});

describe('what Secure Boot logged', () => {
  const logged = (ids: readonly number[]): Promise<DiagnosisResult> =>
    of({
      ...THE_INCIDENT,
      dbx: undefined,
      more: ids.map((id, index) => ({ provider: TPM, id, time: `2026-11-20T02:${String(10 + index)}:00Z` })),
    });
  const told = async (...ids: readonly number[]) =>
    codes(await logged(ids)).filter((code) => /^(?:dbx|secure-boot)/.test(code));

  it.each([1034, 1035, 1037])('is an update of the DBX: %i', async (id) => {
    expect(await told(id)).toEqual(['dbx-applied']);
    expect((await logged([id])).verdict.grade).toBe('established');
  });

  it.each([1036, 1043, 1044, 1045, 1799, 1808])('is another update: %i', async (id) => {
    expect(await told(id)).toEqual(['secure-boot-updated']);
    expect((await logged([id])).verdict.grade).toBe('likely');
  });

  it.each([1800, 1801])('is an update that is still to come, until it came: %i', async (id) => {
    expect(await told(id)).toEqual(['secure-boot-pending']);
    expect(await told(1808, id)).toEqual(['secure-boot-updated', 'secure-boot-pending']);
    expect(await told(id, 1808)).toEqual(['secure-boot-updated']);
  });

  it.each([1032, 1033, 1795, 1796, 1797, 1798, 1802, 1803])('is a refusal: %i', async (id) => {
    expect(await told(id)).toEqual(['secure-boot-refused']);
  });

  it('is on the time line where it changes: some of it is logged at every start', async () => {
    const { timeLine } = await logged([1801, 1801, 1796, 1796, 1801, 1808, 1808]);
    const ids = timeLine.filter(({ provider }) => provider === TPM).map(({ eventId }) => eventId);
    expect(ids).toEqual([1801, 1796, 1808]);
  });
});

describe('another story', () => {
  it('without the firmware update is likely', async () => {
    const result = await of({ ...THE_INCIDENT, firmware: undefined });
    expect(result.verdict.grade).toBe('likely');
    expect(codes(result)).toContain('no-firmware');
  });

  it('of a cleared TPM is another cause, and says so', async () => {
    const result = await of({ ...THE_INCIDENT, tpmCleared: '2026-11-20T03:00:00Z' });
    expect(result.verdict.grade).toBe('unlikely');
    expect(result.findings.find(({ code }) => code === 'tpm-cleared')).toMatchObject({
      weight: 'against',
      details: { ClearReason: 'SRK has changed' },
    });
  });

  it('without Enhanced Sign-in Security is unlikely', async () => {
    const result = await of({ ...THE_INCIDENT, ess: 'off', sensors: 'plain' });
    expect(result.verdict.grade).toBe('unlikely');
    expect(result.findings.find(({ code }) => code === 'ess-off')?.source).toEqual({
      key: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WinBio',
      value: 'SupportPeripheralsWithEnhancedSignInSecurity',
    });
  });

  it('is not told by the virtual sensor that every Windows has', async () => {
    const voice = {
      provider: 'Microsoft-Windows-Biometrics',
      id: 1108,
      time: '2026-11-20T22:00:00Z',
      data: [
        ['BiometricSensor', text('Analog NUI Voice Virtual Sensor (\\Voice\\Virtual Sensors\\{F25AB4A2})')],
        ['IsolationLevel', uint32(0)],
        ['IsolationEngineAdapter', text('-')],
      ] as const,
    };
    const result = await of({ ...THE_INCIDENT, ess: 'unset', sensors: 'none', more: [voice] });
    expect(result.facts.ess).toBe('possible');
    expect(codes(result)).not.toContain('sensors-not-isolated');
  });

  it('whose logs wrapped is possible at most: nothing from before the failure is left', async () => {
    const result = await of({
      ...THE_INCIDENT,
      lastGood: undefined,
      dbx: undefined,
      firmware: undefined,
    });
    expect(result.verdict).toEqual({ grade: 'possible', because: 'failure-without-update' });
    expect(codes(result)).toEqual(expect.arrayContaining(['no-dbx', 'no-firmware']));
  });

  it('of a start without VBS after the failure is the same: what counts is the start before it', async () => {
    const start = (time: string, policy: number) => ({
      provider: 'Microsoft-Windows-Kernel-Boot',
      id: 153,
      time,
      data: [
        ['Status', uint32(0)],
        ['VsmPolicy', hex32(policy)],
      ] as const,
    });
    const later = await of({ ...THE_INCIDENT, more: [start('2026-11-21T08:00:00Z', 0)] });
    expect(later.verdict.grade).toBe('established');
    expect(codes(later)).toContain('vbs-on');
    const earlier = await of({ ...THE_INCIDENT, more: [start('2026-11-20T22:00:00Z', 0)] });
    expect(earlier.verdict).toEqual({ grade: 'unlikely', because: 'vbs-off' });
    // Where the log begins after the failure, its first start is the nearest.
    const wrapped = await of({
      ...THE_INCIDENT,
      vbs: 'unset',
      more: [start('2026-11-21T08:00:00Z', 0x1b), start('2026-11-22T08:00:00Z', 0)],
    });
    expect(wrapped.verdict.grade).toBe('established');
  });

  it('without logs can not be told, which is not no', async () => {
    const result = await of({ ...THE_INCIDENT, logs: 'missing' });
    expect(result.verdict).toEqual({ grade: 'cannot-be-told', because: 'no-logs' });
    expect(codes(result)).not.toContain('no-failure');
    expect(codes(result)).not.toContain('no-dbx');
    expect(result.steps).toContain('diagnose-online');
  });

  it('of a tool that took away what sign-in needs is told as such', async () => {
    const services = {
      'ControlSet001/Services/EventLog': [dword('Start', 2)],
      'ControlSet001/Services/NgcSvc': [dword('Start', 4)],
      'ControlSet001/Services/NgcCtnrSvc': [dword('Start', 3)],
      'ControlSet001/Services/WbioSrvc': [dword('Start', 3)],
      'ControlSet001/Services/VaultSvc': [dword('Start', 3)],
    };
    const result = await of({
      ...THE_INCIDENT,
      systemValues: services,
      softwareValues: { 'Policies/Microsoft/Windows Defender': [dword('DisableAntiSpyware', 1)] },
    });
    expect(result.culprits).toMatchObject([
      { culprit: 'service-off', service: 'NgcSvc', neededFor: 'hello' },
      { culprit: 'service-missing', service: 'wlidsvc', neededFor: 'microsoft-account' },
      { culprit: 'defender-off' },
    ]);
    expect(result.steps).toContain('turn-service-on');
  });

  it('has refused updates, lost isolation and a failed secure component told', async () => {
    const sensor = (time: string, level: number) => ({
      provider: 'Microsoft-Windows-Biometrics',
      id: 1108,
      time,
      data: [
        ['BiometricSensor', text('Goodix fingerprint')],
        ['IsolationLevel', uint32(level)],
        ['IsolationEngineAdapter', text('-')],
      ] as const,
    });
    const component = (time: string, code: number) => ({
      provider: 'Microsoft-Windows-Biometrics',
      id: 1600,
      time,
      data: [['ErrorCode', hex32(code)]] as const,
    });
    const result = await of({
      ...THE_INCIDENT,
      more: [
        { provider: TPM, id: 1795, time: '2026-11-20T02:20:00Z', data: [['HResult', hex32(0x8007_1149)]] },
        { provider: TPM, id: 1801, time: '2026-11-20T02:21:00Z', data: [['BucketId', text('b1')]] },
        { provider: TPM, id: 1808, time: '2026-11-20T02:50:00Z', data: [['BucketId', text('b1')]] },
        sensor('2026-11-20T22:00:00Z', 0),
        component('2026-11-20T22:00:01Z', 0x8007_0032),
      ],
    });
    expect(codes(result)).toEqual(
      expect.arrayContaining([
        'secure-boot-refused',
        'secure-boot-updated',
        'isolation-lost',
        'secure-component-failed',
      ]),
    );
    expect(result.sensorsLogged).toMatchObject([
      {
        sensor: 'Goodix fingerprint',
        isIsolated: false,
        last: { utc: '2026-11-20T22:00:00.0000000Z' },
        otherwise: { utc: '2026-11-01T08:00:20.0000000Z' },
      },
    ]);
    expect((await of(THE_INCIDENT)).sensorsLogged).toEqual([
      expect.objectContaining({ sensor: 'Goodix fingerprint', isIsolated: true }),
    ]);
    // What every PC without isolation logs is no finding.
    const plain = await of({
      ...THE_INCIDENT,
      sensors: 'plain',
      more: [component('2026-11-20T22:00:01Z', 0x8007_0032)],
    });
    expect(codes(plain)).not.toContain('secure-component-failed');
  });
});

describe('bad input', () => {
  const edited = (edit: (files: MemoryFileSystem) => void): Promise<DiagnosisResult> => {
    const files = incidentPc();
    edit(files);
    return on(files);
  };
  const HELLO_LOG = `${LOGS}/Microsoft-Windows-HelloForBusiness%4Operational.evtx`;

  it.each([
    ['no event log', new Uint8Array(5000).fill(0x61), 'event-log-signature'],
    ['without a byte', new Uint8Array(0), 'event-log-truncated'],
  ])('a log that is %s is told, and the rest goes on', async (_what, bytes, code) => {
    const result = await edited((files) => files.put(HELLO_LOG, bytes));
    const source = result.sources.find(({ path }) => path === HELLO_LOG);
    expect(source).toMatchObject({ state: 'unreadable', error: { code } });
    expect(codes(result)).toContain('firmware-changed');
    // It alone would show that Hello failed: that nothing is seen is not "no".
    expect(result.verdict).toEqual({ grade: 'cannot-be-told', because: 'no-logs' });
    expect(codes(result)).not.toContain('no-failure');
  });

  it.each([
    ['cannot-be-told', {}],
    ['likely', { credentialGuard: true, taskFailure: '2026-11-20T23:00:00Z' }],
  ] as const)('a missing log of Windows Hello is %s, by what the others show', async (grade, more) => {
    const files = incidentPc({ ...THE_INCIDENT, ...more });
    await files.remove(HELLO_LOG);
    const result = await on(files);
    expect(result.verdict.grade).toBe(grade);
    expect(codes(result)).not.toContain('no-failure');
  });

  it('a log that nobody may read is told, and the rest goes on', async () => {
    const result = await edited((files) => files.refuse(HELLO_LOG, { reading: 'access-denied' }));
    const source = result.sources.find(({ path }) => path === HELLO_LOG);
    expect(source).toMatchObject({ state: 'unreadable', error: { code: 'access-denied' } });
  });

  it.each([
    ['not XML', 'hello'],
    ['cut off', taskXml('Password', SID).slice(0, 300)],
    ['of external entities', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Task>&e;</Task>'],
    ['nested without end', '<a>'.repeat(100_000)],
    ['empty', ''],
  ])('a task file that is %s is counted, and the rest goes on', async (_what, xml) => {
    const result = await of({ ...THE_INCIDENT, tasks: { Bad: xml, Good: taskXml('Password', SID) } });
    expect(result.tasks.withPassword).toHaveLength(1);
    expect(result.tasks.unreadable).toMatchObject({
      count: 1,
      first: [{ file: `${WINDOWS}/System32/Tasks/Bad` }],
    });
  });

  it.each([
    ['a folder', 'Broken'],
    ['the folder of all', ''],
  ])('tasks in %s that can not be listed are told, and the rest goes on', async (_what, name) => {
    const tasks = { 'Broken/X': taskXml('Password', SID), 'Sound/Y': taskXml('Password', SID) };
    const folder = `${WINDOWS}/System32/Tasks${name === '' ? '' : `/${name}`}`;
    const files = incidentPc({ ...THE_INCIDENT, tasks });
    files.refuse(folder, { reading: 'access-denied' });
    const result = await on(files);
    const source = result.sources.find(({ what }) => what === 'tasks');
    if (name === '') expect(source).toMatchObject({ state: 'unreadable', error: { code: 'access-denied' } });
    else {
      expect(source?.state).toBe('read');
      expect(result.tasks.withPassword.map((task) => task.name)).toEqual(['\\Sound\\Y']);
      expect(result.tasks.unreadable).toEqual({
        count: 1,
        first: [{ file: folder, because: 'access-denied' }],
      });
    }
    expect(result.verdict.grade).toBe('established');
  });

  it.each([
    ['without Select', key('ROOT', { keys: [key('ControlSet001')] })],
    [
      'whose control set does not exist',
      key('ROOT', { keys: [key('ControlSet001'), key('Select', { values: [dword('Current', 7)] })] }),
    ],
  ])('a SYSTEM hive %s is told, and the rest goes on', async (_what, root) => {
    const result = await edited((files) =>
      files.put(`${WINDOWS}/System32/config/SYSTEM`, buildHive({ root }).bytes),
    );
    expect(result.sources[1]).toMatchObject({
      what: 'system',
      state: 'unreadable',
      problem: 'no-control-set',
    });
    expect(result.features.ess.state).toBe('unknown');
    // The sensors were logged.
    expect(result.verdict.grade).toBe('established');
    expect(result.lastGood).not.toHaveProperty('local');
  });

  it('a SYSTEM hive that is none is told, and the rest goes on', async () => {
    const result = await edited((files) =>
      files.put(`${WINDOWS}/System32/config/SYSTEM`, new Uint8Array(8192)),
    );
    expect(result.sources[1]).toMatchObject({ state: 'unreadable', error: { code: 'hive-signature' } });
  });

  it('a SOFTWARE hive that is none is told, and the rest goes on', async () => {
    const result = await edited((files) =>
      files.put(`${WINDOWS}/System32/config/SOFTWARE`, new Uint8Array(8192)),
    );
    expect(result.sources[0]).toMatchObject({ state: 'unreadable', error: { code: 'hive-signature' } });
    expect(result.check).toBeUndefined();
    expect(result.verdict.grade).toBe('established');
  });

  it('a hive outside a Windows folder is no PC', async () => {
    const files = incidentPc();
    files.put('/mnt/SOFTWARE', files.bytes(`${WINDOWS}/System32/config/SOFTWARE`) ?? new Uint8Array(0));
    await expect(diagnoseTarget(machineOn(files), '/mnt/SOFTWARE', {})).rejects.toMatchObject({
      code: 'windows-missing',
    });
  });

  it('reads no more than it needs, and leaves nothing open', async () => {
    const files = incidentPc();
    const before = files.digest();
    await on(files);
    expect(files.openHandles()).toBe(0);
    expect(files.digest()).toEqual(before);
  });
});
