import type { Evidence } from './evidence.ts';
import type { GradeFacts } from './grade-rules.ts';
import type { IncidentWindow } from './incident-window.ts';
import type { IncidentEvent } from './read-incident-logs.ts';

/** What the evidence comes to, for the rules. */
export function gradeFacts(evidence: Evidence, window: IncidentWindow): GradeFacts {
  return {
    // A failure that other logs show is one all the same.
    logs: window.firstFailure !== undefined || evidence.logs.some(isTelling) ? 'some' : 'none',
    ess: essFact(evidence),
    vbs: vbsFact(evidence, window),
    tpm: window.tpmCleared.length > 0 ? 'cleared' : 'not-cleared',
    failure: failureFact(window),
    updates: updatesFact(window),
  };
}

/** Only what Windows Hello logs tells that nothing failed. */
const TELLING = 'HelloForBusiness';

function isTelling(log: Evidence['logs'][number]): boolean {
  return log.state === 'read' && log.account.records > 0 && log.file.includes(TELLING);
}

function essFact({ features, sensors, events }: Evidence): GradeFacts['ess'] {
  const { state } = features.ess;
  if (state === 'off') return 'off';
  const created = events.filter(isSensorCreated);
  const isSeen = created.some(isIsolated) || sensors.some(({ ess }) => ess === 'capable');
  if (state === 'configured' || isSeen) return 'in-use';
  if (created.length > 0) return 'not-used';
  return state === 'unknown' ? 'unknown' : 'possible';
}

/** Every Windows has a virtual sensor for voices, which never runs isolated. */
export function isSensorCreated({ kind, fields }: IncidentEvent): boolean {
  return kind === 'sensor-created' && !/\bvirtual\b/i.test(fields.get('BiometricSensor') ?? '');
}

/** Public logs of PCs without it have the level 0 and the adapter `-`. */
export function isIsolated({ fields }: IncidentEvent): boolean {
  const level = fields.get('IsolationLevel');
  const adapter = fields.get('IsolationEngineAdapter');
  const hasAdapter = adapter !== undefined && adapter !== '' && adapter !== '-';
  return (level !== undefined && level !== '' && Number(level) !== 0) || hasAdapter;
}

function vbsFact({ features, events }: Evidence, window: IncidentWindow): GradeFacts['vbs'] {
  const start = tellingStart(events, window);
  if (start !== undefined) return hasVbs(start) ? 'on' : 'off';
  const { state } = features.vbs;
  return state === 'on' || state === 'off' ? state : 'unknown';
}

/** The last start before the first failure, or the first that is logged after it; where nothing failed, the last. */
export function tellingStart(
  events: readonly IncidentEvent[],
  { firstFailure }: IncidentWindow,
): IncidentEvent | undefined {
  const starts = events.filter(({ kind }) => kind === 'vbs-state');
  const before = starts.findLast(({ time }) => firstFailure === undefined || time <= firstFailure.time);
  return before ?? starts[0];
}

/** That a policy other than 0 means a start with VBS is inferred. */
export function hasVbs({ fields }: IncidentEvent): boolean {
  return Number(fields.get('VsmPolicy') ?? 0) !== 0 && Number(fields.get('Status') ?? 0) === 0;
}

function failureFact({ firstFailure, lastGood }: IncidentWindow): GradeFacts['failure'] {
  if (firstFailure === undefined) return 'none';
  return lastGood === undefined ? 'without-success' : 'after-success';
}

function updatesFact({ dbx, firmware }: IncidentWindow): GradeFacts['updates'] {
  if (dbx.length > 0) return firmware.length > 0 ? 'both' : 'dbx';
  return firmware.length > 0 ? 'firmware' : 'none';
}
