import type { IncidentEvent } from './read-incident-logs.ts';

/**
 * What Windows Update logged. Titles come in the language of the system, and "Firmware" is a word of it: an update is one of the
 * firmware where its title has the provider and the version that Windows then set the firmware up with.
 */

/** Updates of the firmware that was set up, the oldest first. */
export function firmwareUpdates(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  const firmware = events.filter(({ kind }) => kind === 'firmware-changed' || kind === 'firmware-failed');
  return events.filter((event) => isUpdate(event) && firmware.some((part) => isOf(event, part)));
}

function isOf({ fields }: IncidentEvent, firmware: IncidentEvent): boolean {
  const title = fields.get('updateTitle')?.toLowerCase() ?? '';
  const provider = firmware.fields.get('DriverProvider')?.toLowerCase() ?? '';
  const version = firmware.fields.get('DriverVersion') ?? '';
  // Not 1.0.0.4 for 1.0.0.41, nor 11.0.0.41.
  const numbers: readonly string[] = title.match(/\d+(?:\.\d+)+/g) ?? [];
  return provider !== '' && title.includes(provider) && numbers.includes(version);
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
