import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/evtx/log-event.ts';
import { textOfValue } from '../../src/evtx/values/value-text.ts';
import type { EventValue } from '../../src/evtx/values/value-types.ts';
import { fileTimeOfText } from '../../src/ground/file-time.ts';
import { buildEventLog, type MadeEvent } from '../support/event-logs/build-event-log.ts';
import {
  binary,
  bool,
  filetime,
  guid,
  hex32,
  int32,
  sid,
  text,
  texts,
  uint32,
} from '../support/event-logs/values.ts';
import { haveRealEventLogs, listRealEventLogs, realEventLog } from '../support/real-event-logs.ts';
import { DIFFERENCES, type DifferenceName, JUDGES_ALONE, OURS_ALONE } from './judge-differences.ts';
import {
  type JudgedEvent,
  type Judgement,
  type JudgeName,
  judge,
  mapControls,
  SYSTEM_FIELDS,
  type SystemField,
} from './judges.ts';
import { readAll } from './read-all.ts';

const JUDGES: readonly JudgeName[] = ['evtxexport', 'python-evtx'];

/** What was found over all logs. */
const met = new Map<DifferenceName, number>();
let folder = '';

describe.skipIf(!haveRealEventLogs)('events as other readers see them', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hivemend-evtx-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(haveRealEventLogs ? listRealEventLogs() : [])('of %s', { timeout: 600_000 }, async (name) => {
    const bytes = realEventLog(name);
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const judgements = JUDGES.map((each) => [each, judge(each, path)] as const);
    const { events } = await readAll(bytes, name);
    const numbers = new Set(events.map(numberOf));
    let alone = 0;
    for (const event of events) {
      const found = judgements.filter(([, judgement]) => judgement.has(numberOf(event)));
      if (found.length === 0) alone += 1;
      else expectAgreement(event, found);
    }
    expect(alone).toBe(OURS_ALONE[name]?.events ?? 0);
    for (const [each, judgement] of judgements) {
      const missing = [...judgement.keys()].filter((number) => !numbers.has(number));
      const listed = JUDGES_ALONE[name]?.judge === each ? JUDGES_ALONE[name].events : 0;
      expect(missing, `only ${each} has these`).toHaveLength(listed);
    }
  });

  it('of a log that was made here', { timeout: 60_000 }, async () => {
    const path = join(folder, 'made.evtx');
    const bytes = buildEventLog({ events: MADE });
    writeFileSync(path, bytes);
    const judgements = JUDGES.map((each) => [each, judge(each, path)] as const);
    const { events } = await readAll(bytes, path);
    expect(events).toHaveLength(MADE.length);
    for (const event of events) {
      expect(judgements.map(([, judgement]) => judgement.has(numberOf(event)))).toEqual([true, true]);
      expectAgreement(event, judgements);
    }
  });

  it('meets every difference that is listed', () => {
    expect([...met.keys()].sort()).toEqual(Object.keys(DIFFERENCES).sort());
  });
});

/** Enough for a second chunk. */
const MADE: readonly MadeEvent[] = Array.from({ length: 250 }, (_, index) => ({
  provider: 'Microsoft-Windows-TPM-WMI',
  id: 1034 + (index % 3),
  time: `2026-11-01T10:00:${String(index % 60).padStart(2, '0')}.1234567Z`,
  user: 'S-1-5-18',
  data: [
    ['Text', text(`<&> ${index}`)],
    ['UInt32', uint32(index)],
    ['HexInt32', hex32(0x8007_0032)],
    ['FileTime', filetime('2026-01-02T03:04:05.6789012Z')],
    ['Guid', guid('{F2E7DD72-6468-4E36-B6F1-6488F42C1B52}')],
    ['Sid', sid('S-1-5-21-1-2-3-1001')],
    ['Boolean', bool(true)],
    ['Int32', int32(-5)],
    ['Texts', texts('one', 'two')],
    ['Binary', binary(1, 2, 255)],
  ],
}));

const numberOf = ({ eventRecordId }: LogEvent): string => String(eventRecordId);

function expectAgreement(event: LogEvent, found: readonly (readonly [JudgeName, Judgement])[]): void {
  const system = systemOf(event);
  const disagreed = new Map<string, number>();
  for (const [each, judgement] of found) {
    const judged = judgement.get(numberOf(event));
    if (judged === undefined) continue;
    const data = alike(event, judged, each);
    const where = `${event.provider} ${event.eventId}, record ${numberOf(event)}, by ${each}`;
    const fields: (readonly [string, EventValue, string | undefined])[] = [
      ...SYSTEM_FIELDS.map((field) => [field, system[field], judged.system[field]] as const),
      ...event.data.map(({ name, value }, index) => [`${index} ${name}`, value, data[index]] as const),
    ];
    expect(data, where).toHaveLength(event.data.length);
    for (const [field, ours, theirs] of fields) {
      if (theirs !== undefined && meansTheSame(ours, theirs)) continue;
      const difference = theirs === undefined ? undefined : differenceOf(ours, theirs, each);
      if (difference === undefined)
        expect.fail(
          `${where}: ${field} is ${JSON.stringify(textOfValue(ours))}, not ${JSON.stringify(theirs)}`,
        );
      note(difference);
      disagreed.set(field, (disagreed.get(field) ?? 0) + 1);
    }
  }
  for (const [field, judges] of disagreed)
    expect(judges, `nobody agrees: ${field} of ${event.provider} ${event.eventId}`).toBeLessThan(
      found.length,
    );
}

function note(difference: DifferenceName): void {
  met.set(difference, (met.get(difference) ?? 0) + 1);
}

function systemOf(event: LogEvent): Readonly<Record<SystemField, EventValue>> {
  const text = (content: unknown): EventValue => ({
    type: 'string',
    content: content === undefined ? '' : String(content),
  });
  return {
    provider: text(event.provider),
    eventId: text(event.eventId),
    eventRecordId: text(event.eventRecordId),
    time: { type: 'filetime', content: event.time },
    computer: text(event.computer),
    user: text(event.user),
    level: text(event.level),
    channel: text(event.channel),
    processId: text(event.processId),
  };
}

/** The judge's data one by one with ours, where it only divides them differently. */
function alike({ data }: LogEvent, judged: JudgedEvent, each: JudgeName): readonly string[] {
  if (each !== 'python-evtx') return judged.data.map(({ text }) => text);
  const texts: string[] = [];
  for (const { name, text } of judged.data) {
    if (text.startsWith('<string>')) {
      const rest = data.slice(texts.length);
      const end = rest.findIndex((ours) => ours.name !== name);
      const count = end === -1 ? rest.length : end;
      texts.push(...Array.from({ length: count }, () => text));
    } else if (text === '' && data[texts.length]?.name !== name) {
      note('element-of-nothing');
    } else texts.push(text);
  }
  return texts;
}

/** The same in another notation. */
function meansTheSame(ours: EventValue, theirs: string): boolean {
  const text = textOfValue(ours);
  if (text === theirs) return true;
  switch (ours.type) {
    case 'hex32':
    case 'hex64':
    case 'size':
      return /^0x[\da-f]+$/i.test(theirs) && BigInt(theirs) === BigInt(text);
    case 'bool':
    case 'guid':
      return text.toUpperCase() === theirs.toUpperCase();
    case 'binary':
      return Buffer.from(theirs, 'base64').toString('hex').toUpperCase() === text;
    case 'filetime':
      return fileTimeOfText(theirs) === ours.content;
    default:
      return false;
  }
}

function differenceOf(ours: EventValue, theirs: string, each: JudgeName): DifferenceName | undefined {
  const { type, content } = ours;
  if (each === 'evtxexport') {
    const bits = type === 'int32' ? 31n : 63n;
    if ((type === 'int32' || type === 'int64') && /^-\d+$/.test(theirs)) {
      const magnitude = BigInt(String(content)) + (1n << bits);
      return -magnitude === BigInt(theirs) ? 'negative-number' : undefined;
    }
    return type === 'string' && String(content).trim() === theirs ? 'white-space-cut' : undefined;
  }
  if (theirs.startsWith('<string>')) return 'array-in-one-element';
  if (type === 'string' && mapControls(String(content), () => '') === theirs) return 'control-characters-cut';
  if (type !== 'filetime' || typeof content !== 'bigint') return undefined;
  const rounded = fileTimeOfText(`${theirs.replace(' ', 'T')}Z`);
  const off = (rounded ?? 0n) - content;
  return off < 30n && off > -30n ? 'time-rounded' : undefined;
}
