import { type EventContent, type EventElement, isElement, isValue, joined } from './binary-xml/expand.ts';
import { numberOfValue, textOfValue, timeOfValue } from './values/value-text.ts';
import type { EventValue } from './values/value-types.ts';

/** One field of what an event tells besides its system part. */
export interface EventDatum {
  /**
   * Of EventData, the name that the event gives it, which may be none or come twice. Of UserData, whose one element is named
   * for the kind of event, the names of the elements below that one, with `/` between them.
   */
  readonly name: string;
  readonly value: EventValue;
}

/** An event as it was logged. Texts come from the log and are not safe to print. */
export interface LogEvent {
  /** Where its record starts in the file. */
  readonly offset: number;
  /** The record's own number; an exported log keeps the event's number besides. */
  readonly recordId: bigint;
  readonly eventRecordId: bigint | undefined;
  readonly provider: string;
  readonly providerGuid: string | undefined;
  readonly eventId: number;
  readonly version: number | undefined;
  readonly level: number | undefined;
  readonly task: number | undefined;
  readonly opcode: number | undefined;
  readonly keywords: bigint | undefined;
  /** FILETIME: when the event happened, to the writer's knowledge. */
  readonly time: bigint;
  readonly processId: number | undefined;
  readonly threadId: number | undefined;
  readonly activityId: string | undefined;
  readonly channel: string | undefined;
  readonly computer: string | undefined;
  /** SID of the account that the writer ran as. */
  readonly user: string | undefined;
  readonly data: readonly EventDatum[];
}

/** What a record's header says of it. */
export interface RecordPlace {
  /** From the start of the file. */
  readonly offset: number;
  readonly recordId: bigint;
  /** FILETIME: when it was written into this log. */
  readonly written: bigint;
}

/** Reads an expanded record; undefined when it is no event. */
export function eventOf(content: readonly EventContent[], record: RecordPlace): LogEvent | undefined {
  const event = child(content, 'Event');
  const system = child(event?.content, 'System')?.content;
  if (event === undefined || system === undefined) return undefined;
  const provider = child(system, 'Provider');
  const execution = child(system, 'Execution');
  return {
    offset: record.offset,
    recordId: record.recordId,
    eventRecordId: large(contentOf(child(system, 'EventRecordID'))),
    provider: text(attribute(provider, 'Name')) ?? '',
    providerGuid: text(attribute(provider, 'Guid')),
    eventId: number(contentOf(child(system, 'EventID'))) ?? 0,
    version: number(contentOf(child(system, 'Version'))),
    level: number(contentOf(child(system, 'Level'))),
    task: number(contentOf(child(system, 'Task'))),
    opcode: number(contentOf(child(system, 'Opcode'))),
    keywords: large(contentOf(child(system, 'Keywords'))),
    time: timeOfValue(attribute(child(system, 'TimeCreated'), 'SystemTime')) ?? record.written,
    processId: number(attribute(execution, 'ProcessID')),
    threadId: number(attribute(execution, 'ThreadID')),
    activityId: text(attribute(child(system, 'Correlation'), 'ActivityID')),
    channel: text(contentOf(child(system, 'Channel'))),
    computer: text(contentOf(child(system, 'Computer'))),
    user: text(attribute(child(system, 'Security'), 'UserID')),
    data: event.content.flatMap((part) => (isElement(part) && part.name !== 'System' ? dataOf(part) : [])),
  };
}

/** The first field of that name. */
export function datum({ data }: LogEvent, name: string): EventValue | undefined {
  return data.find((field) => field.name === name)?.value;
}

function child(content: readonly EventContent[] | undefined, name: string): EventElement | undefined {
  for (const part of content ?? []) if (isElement(part) && part.name === name) return part;
  return undefined;
}

function attribute(element: EventElement | undefined, name: string): EventValue | undefined {
  return element?.attributes.find((attribute) => attribute.name === name)?.value;
}

function contentOf(element: EventElement | undefined): EventValue | undefined {
  return element === undefined ? undefined : joined(element.content.filter(isValue));
}

/** Events that another PC sent have texts where others have numbers and times. */
function number(value: EventValue | undefined): number | undefined {
  if (typeof value?.content !== 'string') return value === undefined ? undefined : numberOfValue(value);
  return /^\d{1,10}$/.test(value.content) ? Number(value.content) : undefined;
}

function large(value: EventValue | undefined): bigint | undefined {
  if (typeof value?.content === 'bigint') return value.content;
  const digits = typeof value?.content === 'string' ? value.content : '';
  return /^(?:\d{1,20}|0x[\da-f]{1,16})$/i.test(digits) ? BigInt(digits) : undefined;
}

/** Undefined where there is nothing, as of an event without a user. */
function text(value: EventValue | undefined): string | undefined {
  const text = value === undefined ? '' : textOfValue(value);
  return text === '' ? undefined : text;
}

function dataOf(section: EventElement): EventDatum[] {
  if (section.name !== 'EventData') return section.content.flatMap((part) => leaves(part, ''));
  const data: EventDatum[] = [];
  for (const part of section.content) {
    if (!isElement(part)) data.push({ name: '', value: part });
    else if (part.name !== 'Data') data.push(...leaves(part, part.name));
    else data.push({ name: text(attribute(part, 'Name')) ?? '', value: contentOf(part) ?? NOTHING });
  }
  return data;
}

const NOTHING: EventValue = { type: 'null', content: undefined };
/** Declarations of namespaces are no data. */
const NAMESPACE = /^(?:xmlns|auto-ns\d+)(?::|$)/;

/** The values of an element without elements, and of those that it has. `path` names this element. */
function leaves(part: EventContent, path: string): EventDatum[] {
  if (!isElement(part)) return [{ name: path, value: part }];
  const data: EventDatum[] = [];
  const below = (name: string): string => (path === '' ? name : `${path}/${name}`);
  for (const { name, value } of part.attributes)
    if (!NAMESPACE.test(name)) data.push({ name: below(`@${name}`), value });
  const elements = part.content.filter(isElement);
  for (const element of elements) data.push(...leaves(element, below(element.name)));
  if (elements.length === 0) data.push({ name: path || part.name, value: contentOf(part) ?? NOTHING });
  return data;
}
