import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import sax from 'sax';

/**
 * What two other readers make of an event log: `evtxexport` (Debian package libevtx-utils) and python-evtx (python3-evtx,
 * with Debian's own Python). Neither is always right, so that each difference is looked at.
 */

export type JudgeName = 'evtxexport' | 'python-evtx';

/** An event as a judge prints it. */
export interface JudgedEvent {
  readonly system: Readonly<Record<SystemField, string>>;
  readonly data: readonly { readonly name: string; readonly text: string }[];
}

export const SYSTEM_FIELDS = [
  'provider',
  'eventId',
  'eventRecordId',
  'time',
  'computer',
  'user',
  'level',
  'channel',
  'processId',
] as const;
export type SystemField = (typeof SYSTEM_FIELDS)[number];

/** By the event's number; events whose XML is not well-formed are left out, as are those of a number that comes twice. */
export type Judgement = ReadonlyMap<string, JudgedEvent>;

/** @param path of a log. What the judge prints is left beside it. */
export function judge(name: JudgeName, path: string): Judgement {
  return name === 'evtxexport'
    ? judgementOf(printed('evtxexport', ['-f', 'xml', path], `${path}.evtxexport`))
    : judgementOf(printed('/usr/bin/python3', ['-c', PYTHON_EVTX, path], `${path}.python-evtx`));
}

const PYTHON_EVTX = `
import sys
from Evtx.Evtx import Evtx
with Evtx(sys.argv[1]) as log:
    for record in log.records():
        try:
            print(record.xml())
        except Exception as error:
            print('failed:', error)
        print()
`;

function printed(program: string, args: readonly string[], output: string): string {
  const file = openSync(output, 'w');
  const run = spawnSync(program, args, { stdio: ['ignore', file, 'pipe'], encoding: 'utf8' });
  closeSync(file);
  if (run.error !== undefined)
    throw new Error(`${program} is missing: install the Debian packages libevtx-utils and python3-evtx`, {
      cause: run.error,
    });
  return readFileSync(output, 'utf8');
}

function judgementOf(text: string): Judgement {
  const events = new Map<string, JudgedEvent | undefined>();
  for (const [xml] of text.matchAll(/<Event [\s\S]*?<\/Event>/g)) {
    const event = eventOf(xml);
    if (event === undefined) continue;
    const number = event.system.eventRecordId;
    events.set(number, events.has(number) ? undefined : event);
  }
  return new Map([...events].flatMap(([number, event]) => (event === undefined ? [] : [[number, event]])));
}

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly elements: Element[];
  text: string;
}

/**
 * evtxexport prints control characters as they are, which XML forbids: while it is parsed, other characters stand for them.
 */
const STAND_IN = 0xe000;
const STANDING_IN = /[\ue001-\ue01f]/g;

function withStandIns(text: string): string {
  return mapControls(text, (character) => String.fromCharCode(character.charCodeAt(0) + STAND_IN));
}

function withoutStandIns(text: string): string {
  return text.replace(STANDING_IN, (character) => String.fromCharCode(character.charCodeAt(0) - STAND_IN));
}

/** Puts something in the place of each character that XML forbids. */
export function mapControls(text: string, put: (character: string) => string): string {
  return Array.from(text, (character) =>
    character < ' ' && !'\t\n\r'.includes(character) ? put(character) : character,
  ).join('');
}

function parse(xml: string): Element | undefined {
  const top: Element = { name: '', attributes: new Map(), elements: [], text: '' };
  const open = [top];
  let isBroken = false;
  const parser = sax.parser(true);
  parser.onerror = () => {
    isBroken = true;
    parser.resume();
  };
  parser.onopentag = ({ name, attributes }) => {
    const element = {
      name,
      attributes: new Map(Object.entries(attributes).map(([key, text]) => [key, String(text)])),
      elements: [],
      text: '',
    };
    open.at(-1)?.elements.push(element);
    open.push(element);
  };
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += withoutStandIns(text);
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => void open.pop();
  parser.write(withStandIns(xml)).close();
  return isBroken ? undefined : top.elements[0];
}

function eventOf(xml: string): JudgedEvent | undefined {
  const event = parse(xml);
  const system = event?.elements.find(({ name }) => name === 'System');
  if (event === undefined || system === undefined) return undefined;
  const child = (name: string) => system.elements.find((element) => element.name === name);
  const text = (name: string) => child(name)?.text ?? '';
  const attribute = (name: string, of: string) => child(name)?.attributes.get(of) ?? '';
  return {
    system: {
      provider: attribute('Provider', 'Name'),
      eventId: text('EventID'),
      eventRecordId: text('EventRecordID'),
      time: attribute('TimeCreated', 'SystemTime'),
      computer: text('Computer'),
      user: attribute('Security', 'UserID'),
      level: text('Level'),
      channel: text('Channel'),
      processId: attribute('Execution', 'ProcessID'),
    },
    data: event.elements.filter(({ name }) => name !== 'System').flatMap(dataOf),
  };
}

/** With the names that our reader gives. */
function dataOf(section: Element): { name: string; text: string }[] {
  return section.elements.flatMap((element) => {
    if (section.name !== 'EventData') return leaves(element, '');
    return element.name === 'Data'
      ? [{ name: element.attributes.get('Name') ?? '', text: element.text }]
      : leaves(element, element.name);
  });
}

function leaves(element: Element, path: string): { name: string; text: string }[] {
  const below = (name: string) => (path === '' ? name : `${path}/${name}`);
  const attributes = [...element.attributes]
    .filter(([name]) => !/^(?:xmlns|auto-ns\d+)(?::|$)/.test(name))
    .map(([name, text]) => ({ name: below(`@${name}`), text }));
  if (element.elements.length === 0)
    return [...attributes, { name: path || element.name, text: element.text }];
  return [...attributes, ...element.elements.flatMap((each) => leaves(each, below(each.name)))];
}
