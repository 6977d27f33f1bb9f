import type { EventsResult, LogSummary, ToldEvent } from '../../jobs/results.ts';
import { figure } from '../figures.ts';
import type { DamageWords } from '../messages/event-messages.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printed } from '../printed.ts';
import { hang, wrap } from '../text-layout.ts';
import type { Style } from './console.ts';

const INDENT = '  ';
/** Of damaged chunks; the JSON document has more. */
const MOST_CHUNKS = 5;

/** One event: what it is, and its fields below. */
export function eventLines(event: ToldEvent, { events }: Messages, style: Style): Printed[] {
  const { time, provider, id, level, recordId, user } = event;
  const what = [
    `${events.level(level)}`,
    events.record(String(recordId)),
    ...(user === undefined ? [] : [user]),
  ];
  const heading = printed`${style.bold(shownTime(time))}  ${style.bold(`${provider} ${id}`)}`;
  return [
    heading,
    ...hang(INDENT, what.join(', '), style.width),
    ...event.data.flatMap(({ name, value }) =>
      hang(`${INDENT}${name === '' ? events.noName : name}: `, value, style.width),
    ),
    BLANK,
  ];
}

/** What is told after the events: the period that the log covers, and what could not be read. */
export function eventsLines(result: EventsResult, words: Messages, style: Style): readonly Printed[] {
  const { events } = words;
  const { log, count, leftOut = 0 } = result;
  return [
    style.bold(log.file),
    ...[
      events.count(count, log.records),
      ...(leftOut === 0 ? [] : [events.leftOut(leftOut)]),
      ...summaryTexts(log, words),
    ].flatMap((text) => wrap(text, style.width)),
  ];
}

/** The period that a log covers, and what of it is damaged. */
export function summaryTexts(log: LogSummary, { events }: Messages): string[] {
  const { period, chunks, damagedChunks, damagedRecords } = log;
  const { found, declared } = chunks;
  const shown = damagedChunks.first.slice(0, MOST_CHUNKS);
  const [firstRecord] = damagedRecords.first;
  return [
    period === undefined ? events.noPeriod : events.period(shownTime(period.from), shownTime(period.to)),
    ...(declared === undefined ? [events.headerDamaged] : []),
    ...(declared !== undefined && found > declared ? [events.moreChunks(found, declared)] : []),
    ...shown.map((chunk) => events.damagedChunk(figure(chunk.offset), damageOf(chunk))),
    ...(damagedChunks.count > shown.length ? [events.andMore(damagedChunks.count - shown.length)] : []),
    ...(firstRecord === undefined
      ? []
      : [events.damagedRecords(damagedRecords.count, figure(firstRecord.offset))]),
  ];
}

function damageOf(chunk: LogSummary['damagedChunks']['first'][number]): DamageWords {
  const { header, headerChecksum, recordsChecksum, isCut } = chunk;
  return [
    ...(header === 'missing' ? (['header-missing'] as const) : []),
    ...(headerChecksum === 'wrong' ? (['header-checksum'] as const) : []),
    ...(recordsChecksum === 'wrong' ? (['records-checksum'] as const) : []),
    ...(isCut ? (['cut'] as const) : []),
  ];
}

/** To the millisecond; JSON has all digits. */
function shownTime(iso: string): string {
  return `${iso.slice(0, -5).replace('T', ' ')} UTC`;
}
