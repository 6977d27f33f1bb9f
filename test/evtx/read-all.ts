import type { WantedEvents } from '../../src/evtx/event-chunk.ts';
import { type LogAccount, openEventLog } from '../../src/evtx/event-log.ts';
import type { LogEvent } from '../../src/evtx/log-event.ts';
import type { ByteSource } from '../../src/ground/brand.ts';

/** Bytes in memory, as a file. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    async read(target, position) {
      target.set(bytes.subarray(position, position + target.length));
    },
  };
}

/** All events that are wanted of a log, and what is said of it. */
export async function readAll(
  bytes: Uint8Array,
  file = 'test.evtx',
  wanted: WantedEvents = {},
): Promise<{ readonly events: readonly LogEvent[]; readonly account: LogAccount }> {
  const log = await openEventLog(sourceOf(bytes), file);
  const events: LogEvent[] = [];
  for await (const event of log.events(wanted)) events.push(event);
  return { events, account: log.account() };
}
