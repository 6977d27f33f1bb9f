import type { Evidence } from './evidence.ts';
import { hasVbs, isIsolated } from './grade-facts.ts';
import type { IncidentWindow } from './incident-window.ts';
import type { IncidentEvent } from './read-incident-logs.ts';
import { firmwareUpdates, unendedUpdates } from './windows-updates.ts';

/** More can't be looked at. */
const MOST_ENTRIES = 200;
/** Of one kind of what the verdict rests on. */
const MOST_OF_THE_WINDOW = 40;

/** Days on either side of the window from which ordinary updates are shown. */
const NEAR = 3n * 24n * 36_000_000_000n;

/** The events that tell the story, the oldest first: of what repeats itself only where it changes. */
export function timeLine({ events }: Evidence, window: IncidentWindow): readonly IncidentEvent[] {
  const last = new Map<string, string>();
  const isChange = (topic: string, state: string): boolean => {
    const before = last.get(topic);
    last.set(topic, state);
    return before !== state;
  };
  const ofFirmware = new Set(firmwareUpdates(events));
  const unended = unendedUpdates(events);
  const told = events.filter((event) => {
    switch (event.kind) {
      case 'hello-sign-in':
      case 'container-loaded':
        return event === window.lastGood || event === window.recovery;
      case 'container-failed':
      case 'task-sign-in-failed':
        return isChange(event.kind, event.fields.get('UserName') ?? '') || event === window.firstFailure;
      case 'vbs-state':
        return isChange('vbs', String(hasVbs(event)));
      case 'sensor-created':
        return isChange(`sensor ${event.fields.get('BiometricSensor')}`, String(isIsolated(event)));
      case 'secure-boot-updated':
      case 'secure-boot-pending':
      case 'secure-boot-refused':
        return isChange(event.kind, `${event.eventId} ${event.fields.get('HResult') ?? ''}`);
      case 'sensor-failed':
      case 'secure-component-failed':
        return isChange(event.kind, event.fields.get('ErrorCode') ?? '');
      case 'update-installed':
      case 'update-failed':
        return isNear(event, window) || ofFirmware.has(event);
      case 'update-started':
        return unended.has(event) && (isNear(event, window) || ofFirmware.has(event));
      case 'bitlocker':
        return false;
      default:
        return true;
    }
  });
  return shortened(told, window);
}

/** What the verdict rests on is kept, and of the rest the newest. */
function shortened(told: readonly IncidentEvent[], window: IncidentWindow): readonly IncidentEvent[] {
  const { lastGood, firstFailure, recovery, dbx, firmware, tpmCleared } = window;
  const updates = [dbx, firmware, tpmCleared].flatMap((events) => events.slice(-MOST_OF_THE_WINDOW));
  const kept = new Set([lastGood, firstFailure, recovery, ...updates]);
  const others = told.filter((event) => !kept.has(event));
  const shown = new Set(others.slice(-(MOST_ENTRIES - (told.length - others.length))));
  return told.filter((event) => kept.has(event) || shown.has(event));
}

function isNear({ time }: IncidentEvent, { lastGood, firstFailure }: IncidentWindow): boolean {
  const isLateEnough = lastGood === undefined || time > lastGood.time - NEAR;
  const isEarlyEnough = firstFailure === undefined || time < firstFailure.time + NEAR;
  return isLateEnough && isEarlyEnough && (lastGood !== undefined || firstFailure !== undefined);
}
