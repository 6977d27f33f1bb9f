import { LOGON_FAILURE } from './incident-events.ts';
import type { IncidentEvent } from './read-incident-logs.ts';

/**
 * From the last good sign-in by Windows Hello to the first failure after it: what caused the failure happened in between. Where
 * nothing failed, the window is still open.
 */
export interface IncidentWindow {
  readonly lastGood: IncidentEvent | undefined;
  readonly firstFailure: IncidentEvent | undefined;
  /** How many failures there were until something worked again, or until the logs end. */
  readonly failures: number;
  /** Hello worked again after that. */
  readonly recovery: IncidentEvent | undefined;
  readonly dbx: readonly IncidentEvent[];
  readonly firmware: readonly IncidentEvent[];
  readonly tpmCleared: readonly IncidentEvent[];
}

interface Run {
  readonly lastGood: IncidentEvent | undefined;
  readonly first: IncidentEvent;
  failures: number;
  recovery: IncidentEvent | undefined;
}

/**
 * @param events the oldest first.
 * @param isCredentialGuardOn whether a task's failed sign-in counts: without Credential Guard it is a changed password.
 */
export function findWindow(events: readonly IncidentEvent[], isCredentialGuardOn: boolean): IncidentWindow {
  let lastGood: IncidentEvent | undefined;
  let run: Run | undefined;
  for (const event of events) {
    if (isSuccess(event)) {
      lastGood = event;
      if (run !== undefined) run.recovery ??= event;
    } else if (isFailure(event, isCredentialGuardOn)) {
      if (run === undefined || run.recovery !== undefined)
        run = { lastGood, first: event, failures: 0, recovery: undefined };
      run.failures += 1;
    }
  }
  const start = run === undefined ? lastGood : run.lastGood;
  const between = ({ time }: IncidentEvent): boolean =>
    (start === undefined || time >= start.time) && (run === undefined || time <= run.first.time);
  const inWindow = (kind: IncidentEvent['kind']) =>
    events.filter((event) => event.kind === kind && between(event));
  return {
    lastGood: start,
    firstFailure: run?.first,
    failures: run?.failures ?? 0,
    recovery: run?.recovery,
    dbx: inWindow('dbx-applied'),
    firmware: inWindow('firmware-changed'),
    tpmCleared: inWindow('tpm-cleared'),
  };
}

function isSuccess({ kind }: IncidentEvent): boolean {
  return kind === 'hello-sign-in' || kind === 'container-loaded';
}

function isFailure({ kind, fields }: IncidentEvent, isCredentialGuardOn: boolean): boolean {
  if (kind === 'container-failed') return true;
  return kind === 'task-sign-in-failed' && isCredentialGuardOn && fields.get('ResultCode') === LOGON_FAILURE;
}
