/**
 * Reads a small XML file in one go: elements with their path and text. Nothing outside the file is looked at, and a file that
 * declares entities is refused: task files never do, and what they would expand to has no bound.
 */

export interface XmlElement {
  /** Names from the root down, without prefixes: `Task`, `Principals`, `Principal`. */
  readonly path: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
  text: string;
}

export type XmlReading =
  | { readonly state: 'read'; readonly elements: readonly XmlElement[] }
  | { readonly state: 'refused'; readonly because: 'not-xml' | 'declares-entities' | 'too-large' };

const MOST_ELEMENTS = 10_000;
const DEEPEST = 64;

/** A comment, CDATA, an instruction, a declaration, a tag, or text up to the next of them. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!\w[^>]*>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

export function readXmlElements(xml: string): XmlReading {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const token = TOKEN.exec(xml);
    if (token === null) return { state: 'refused', because: 'not-xml' };
    const [whole, cdata, end, start, attributes = '', isEmpty, text] = token;
    if (/^<!\w/.test(whole)) return { state: 'refused', because: 'declares-entities' };
    const current = open.at(-1);
    if (end !== undefined) {
      if (open.pop()?.path.at(-1) !== localName(end)) return { state: 'refused', because: 'not-xml' };
    } else if (start !== undefined) {
      if (elements.length >= MOST_ELEMENTS || open.length >= DEEPEST)
        return { state: 'refused', because: 'too-large' };
      const path = [...(current?.path ?? []), localName(start)];
      const element = { path, attributes: attributesOf(attributes), text: '' };
      elements.push(element);
      if (isEmpty === '') open.push(element);
    } else if (current !== undefined) {
      current.text += cdata ?? unescaped(text ?? '');
    } else if (text !== undefined && text.replace(/^\ufeff/, '').trim() !== '') {
      return { state: 'refused', because: 'not-xml' };
    }
  }
  if (open.length > 0 || elements.length === 0) return { state: 'refused', because: 'not-xml' };
  return { state: 'read', elements };
}

const localName = (name: string): string => name.replace(/^.*:/, '');

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', one, other]) => [name, unescaped(one ?? other ?? '')]),
  );
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES.get(String(name)) ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hexadecimal), 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
