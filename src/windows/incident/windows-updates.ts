import type { IncidentEvent } from './read-incident-logs.ts';

/**
 * What Windows Update logged. Titles come in the language of the system, and "Firmware" is a word of it: an update is one of the
 * firmware where its title has the provider and the version that Windows then set the firmware up with.
 */

/** A PC has a handful of parts; a log may be nothing but them. */
const MOST_PARTS = 100;

/** Updates of the firmware that was set up, the oldest first. */
export function firmwareUpdates(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  const isFirmware = ({ kind }: IncidentEvent) => kind === 'firmware-changed' || kind === 'firmware-failed';
  const parts = events.filter(isFirmware).slice(-MOST_PARTS).map(partOf);
  return parts.length === 0 ? [] : events.filter((event) => isUpdate(event) && isOfSome(event, parts));
}

interface FirmwarePart {
  readonly provider: string;
  readonly version: string;
}

function partOf({ fields }: IncidentEvent): FirmwarePart {
  return {
    provider: fields.get('DriverProvider')?.toLowerCase() ?? '',
    version: fields.get('DriverVersion') ?? '',
  };
}

function isOfSome({ fields }: IncidentEvent, parts: readonly FirmwarePart[]): boolean {
  const title = fields.get('updateTitle')?.toLowerCase() ?? '';
  // Not 1.0.0.4 for 1.0.0.41, nor 11.0.0.41.
  const numbers: readonly string[] = title.match(/\d+(?:\.\d+)+/g) ?? [];
  return parts.some(
    ({ provider, version }) => provider !== '' && numbers.includes(version) && title.includes(provider),
  );
}

/** Those whose end, good or bad, is not logged: of each the last beginning. */
export function unendedUpdates(events: readonly IncidentEvent[]): ReadonlySet<IncidentEvent> {
  const open = new Map<string, IncidentEvent>();
  for (const event of events.filter(isUpdate)) {
    const title = event.fields.get('updateTitle') ?? '';
    if (event.kind === 'update-started') open.set(title, event);
    else open.delete(title);
  }
  return new Set(open.values());
}

function isUpdate({ kind }: IncidentEvent): boolean {
  return kind === 'update-installed' || kind === 'update-failed' || kind === 'update-started';
}
