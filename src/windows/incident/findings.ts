import type { Evidence } from './evidence.ts';
import { hasVbs, isIsolated, isSensorCreated, tellingStart } from './grade-facts.ts';
import type { GradeFacts } from './grade-rules.ts';
import { NOT_SUPPORTED } from './incident-events.ts';
import type { IncidentWindow } from './incident-window.ts';
import type { IncidentEvent } from './read-incident-logs.ts';
import type { RegistryFact } from './registry-fact.ts';
import { sensorIsolations } from './sensor-isolation.ts';
import { firmwareUpdates } from './windows-updates.ts';

/** What speaks for the incident, what against it, and what has to be known besides. */
export type FindingCode =
  | 'container-failed'
  | 'task-sign-in-failed'
  | 'no-failure'
  | 'worked-again'
  | 'dbx-applied'
  | 'no-dbx'
  | 'firmware-changed'
  | 'no-firmware'
  | 'firmware-by-update'
  | 'updates-near'
  | 'secure-boot-updated'
  | 'secure-boot-pending'
  | 'secure-boot-refused'
  | 'secure-boot-off'
  | 'tpm-cleared'
  | 'ess-configured'
  | 'ess-not-disabled'
  | 'ess-off'
  | 'sensor-isolated'
  | 'sensors-not-isolated'
  | 'isolation-lost'
  | 'secure-component-failed'
  | 'sensor-capable'
  | 'sensor-external'
  | 'vbs-on'
  | 'vbs-off'
  | 'vbs-configured'
  | 'bitlocker-sealed'
  | 'service-off'
  | 'service-missing'
  | 'defender-off';

export interface Finding {
  readonly code: FindingCode;
  readonly weight: 'for' | 'against' | 'besides';
  readonly event?: IncidentEvent;
  readonly fact?: RegistryFact;
  /** Where no value is the source, but a key of SYSTEM. */
  readonly systemKey?: readonly string[];
  /** Names, numbers and codes that the words are filled with. */
  readonly details: Readonly<Record<string, string>>;
}

export function findingsOf(
  evidence: Evidence,
  window: IncidentWindow,
  facts: GradeFacts,
): readonly Finding[] {
  return [
    ...failureFindings(window, facts),
    ...updateFindings(evidence, window),
    ...tpmFindings(window),
    ...essFindings(evidence),
    ...sensorFindings(evidence),
    ...vbsFindings(evidence, window),
    ...sealedFindings(evidence),
    ...culpritFindings(evidence),
  ];
}

function failureFindings(
  { firstFailure, failures, recovery }: IncidentWindow,
  { logs }: GradeFacts,
): readonly Finding[] {
  if (firstFailure === undefined) return logs === 'none' ? [] : [finding('no-failure', 'against')];
  const { kind, fields } = firstFailure;
  const details = {
    count: String(failures),
    error: fields.get('Error') ?? '',
    user: fields.get('UserName') ?? '',
  };
  const code = kind === 'container-failed' ? 'container-failed' : 'task-sign-in-failed';
  return [
    { code, weight: 'for', event: firstFailure, details },
    ...(recovery === undefined ? [] : [ofEvent('worked-again', 'besides', recovery)]),
  ];
}

function updateFindings(evidence: Evidence, { dbx, firmware }: IncidentWindow): readonly Finding[] {
  const { events } = evidence;
  const isRead = (name: string): boolean =>
    evidence.logs.some((log) => log.state === 'read' && log.account.records > 0 && log.file.includes(name));
  const [firstDbx] = dbx;
  const [firstFirmware] = firmware;
  const refused = events.findLast(({ kind }) => kind === 'secure-boot-refused');
  const updated = events.findLast(({ kind }) => kind === 'secure-boot-updated');
  const pending = events.findLast(({ kind }) => kind === 'secure-boot-pending');
  const isPending = pending !== undefined && (updated === undefined || pending.time > updated.time);
  const { isEnabled } = evidence.firmware.secureBoot;
  return [
    ...dbx.map((event) => ofEvent('dbx-applied', 'for', event)),
    ...(firstDbx === undefined && isRead('System.evtx') ? [finding('no-dbx', 'against')] : []),
    ...firmware.map((event) => ofEvent('firmware-changed', 'for', event)),
    ...(firstFirmware === undefined && isRead('Kernel-PnP') ? [finding('no-firmware', 'against')] : []),
    ...byUpdate(events),
    ...(firstDbx === undefined || firstFirmware === undefined ? [] : [nearness(firstDbx, firstFirmware)]),
    ...(updated === undefined ? [] : [ofEvent('secure-boot-updated', 'besides', updated)]),
    ...(isPending ? [ofEvent('secure-boot-pending', 'besides', pending)] : []),
    ...(refused === undefined ? [] : [ofEvent('secure-boot-refused', 'besides', refused)]),
    ...(isEnabled?.content === 0 ? [ofFact('secure-boot-off', 'against', isEnabled)] : []),
  ];
}

/** What became of the firmware's update by Windows Update in the end. */
function byUpdate(events: readonly IncidentEvent[]): readonly Finding[] {
  const last = firmwareUpdates(events).at(-1);
  if (last === undefined) return [];
  const details = { updateTitle: last.fields.get('updateTitle') ?? '', kind: last.kind };
  return [{ code: 'firmware-by-update', weight: 'besides', event: last, details }];
}

const UNITS_PER_MINUTE = 600_000_000n;

function nearness(one: IncidentEvent, other: IncidentEvent): Finding {
  const distance = one.time > other.time ? one.time - other.time : other.time - one.time;
  return finding('updates-near', 'for', { minutes: String(distance / UNITS_PER_MINUTE) });
}

function tpmFindings({ tpmCleared }: IncidentWindow): readonly Finding[] {
  return tpmCleared.map((event) => ofEvent('tpm-cleared', 'against', event));
}

function essFindings({ features, events }: Evidence): readonly Finding[] {
  const { state, decidedBy } = features.ess;
  const created = events.filter(isSensorCreated);
  const isolated = created.filter(isIsolated);
  const lastIsolated = isolated.at(-1);
  return [
    ...(state === 'off' && decidedBy !== undefined ? [ofFact('ess-off', 'against', decidedBy)] : []),
    ...(state === 'configured' && decidedBy !== undefined
      ? [ofFact('ess-configured', 'for', decidedBy)]
      : []),
    ...(state === 'not-disabled' ? [finding('ess-not-disabled', 'besides')] : []),
    ...(lastIsolated === undefined ? [] : [ofEvent('sensor-isolated', 'for', lastIsolated)]),
    ...(created.length > 0 && lastIsolated === undefined ? [finding('sensors-not-isolated', 'against')] : []),
    ...lostIsolation(events),
    ...secureComponent(events, isolated[0]),
  ];
}

/** Sensors that ran isolated once, and did not when they were created last. */
function lostIsolation(events: readonly IncidentEvent[]): readonly Finding[] {
  return sensorIsolations(events)
    .filter((sensor) => !sensor.isIsolated && sensor.otherwise !== undefined)
    .map(({ last }) => ofEvent('isolation-lost', 'for', last));
}

/** Every PC without isolation logs that its secure component did not start: it counts with another code, or afterwards. */
function secureComponent(
  events: readonly IncidentEvent[],
  isolated: IncidentEvent | undefined,
): readonly Finding[] {
  const telling = events.findLast(
    ({ kind, fields, time }) =>
      kind === 'secure-component-failed' &&
      (fields.get('ErrorCode')?.toLowerCase() !== NOT_SUPPORTED ||
        (isolated !== undefined && time > isolated.time)),
  );
  return telling === undefined ? [] : [ofEvent('secure-component-failed', 'for', telling)];
}

function sensorFindings({ sensors, features }: Evidence): readonly Finding[] {
  return sensors.flatMap(({ name, ess, isExternal, keyPath, kind }): Finding[] => {
    const told = { systemKey: keyPath, details: { sensor: name, kind } };
    if (ess === 'capable') return [{ code: 'sensor-capable', weight: 'for', ...told }];
    const isShutOut = isExternal === true && features.ess.state !== 'off';
    return isShutOut ? [{ code: 'sensor-external', weight: 'besides', ...told }] : [];
  });
}

function vbsFindings({ features, events }: Evidence, window: IncidentWindow): readonly Finding[] {
  const start = tellingStart(events, window);
  if (start !== undefined)
    return [hasVbs(start) ? ofEvent('vbs-on', 'for', start) : ofEvent('vbs-off', 'against', start)];
  const { state, decidedBy } = features.vbs;
  if (decidedBy === undefined) return [];
  return [
    state === 'off' ? ofFact('vbs-off', 'against', decidedBy) : ofFact('vbs-configured', 'for', decidedBy),
  ];
}

/** What BitLocker's key is bound to, as it last said (event 817): bit n of the map stands for PCR n. */
function sealedFindings({ events }: Evidence): readonly Finding[] {
  const sealed = events.findLast(({ kind, fields }) => kind === 'bitlocker' && fields.has('PCRBitmap'));
  const map = Number(sealed?.fields.get('PCRBitmap') ?? 0);
  const registers = Array.from({ length: 24 }, (_, index) => index).filter((index) => (map >> index) & 1);
  if (sealed === undefined || registers.length === 0) return [];
  const details = { registers: registers.map((index) => `PCR ${index}`).join(', ') };
  return [{ code: 'bitlocker-sealed', weight: 'besides', event: sealed, details }];
}

function culpritFindings({ culprits }: Evidence): readonly Finding[] {
  return culprits.map(({ culprit, service = '', fact, neededFor }) => ({
    code: culprit,
    weight: 'against',
    details: { service, neededFor },
    ...(fact === undefined ? {} : { fact }),
  }));
}

function finding(code: FindingCode, weight: Finding['weight'], details: Finding['details'] = {}): Finding {
  return { code, weight, details };
}

function ofFact(code: FindingCode, weight: Finding['weight'], fact: RegistryFact): Finding {
  return { code, weight, fact, details: { value: String(fact.content) } };
}

function ofEvent(code: FindingCode, weight: Finding['weight'], event: IncidentEvent): Finding {
  return { code, weight, event, details: Object.fromEntries(event.fields) };
}
