import type { WimImage, WimWindows } from './wim-file.ts';

/**
 * The XML data of a WIM, as far as it is told: names, editions, versions, languages. It is read by its tags alone, which is
 * all that Windows' own tools and wimlib write; what is not understood is left out. Specification: "Windows Imaging File
 * Format (WIM)", XML data.
 */

/** `<TAG ATTRIBUTES>`, `</TAG>`, or text between them. */
const PIECE = /<(\/?)([A-Za-z][\w.-]*)([^>]*)>|([^<]+)/g;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** In the order of their indexes. */
export function readImages(xml: string): readonly WimImage[] {
  const images: WimImage[] = [];
  let index: number | undefined;
  let texts = new Map<string, string[]>();
  const path: string[] = [];
  for (const [, closing, tag = '', attributes = '', text] of xml.matchAll(PIECE)) {
    if (text !== undefined) {
      const name = path.slice(2).join('/');
      texts.set(name, [...(texts.get(name) ?? []), decoded(text)]);
    } else if (closing === '/') {
      path.pop();
      if (tag === 'IMAGE' && index !== undefined) images.push(imageOf(index, texts));
    } else if (!attributes.endsWith('/')) {
      path.push(tag);
      if (tag === 'IMAGE') {
        index = Number(/\bINDEX\s*=\s*"(\d{1,9})"/.exec(attributes)?.[1] ?? Number.NaN);
        texts = new Map();
      }
    }
  }
  return images.filter((image) => Number.isInteger(image.index)).sort((a, b) => a.index - b.index);
}

function imageOf(index: number, texts: ReadonlyMap<string, readonly string[]>): WimImage {
  const text = (name: string): string | undefined => texts.get(name)?.join('').trim();
  const name = text('NAME') ?? text('DISPLAYNAME') ?? '';
  const isWindows = [...texts.keys()].some((key) => key.startsWith('WINDOWS/'));
  return isWindows ? { index, name, windows: windowsOf(text, texts) } : { index, name };
}

function windowsOf(
  text: (name: string) => string | undefined,
  texts: ReadonlyMap<string, readonly string[]>,
): WimWindows {
  const product = text('WINDOWS/PRODUCTNAME');
  const edition = text('WINDOWS/EDITIONID');
  const numbers = ['MAJOR', 'MINOR', 'BUILD', 'SPBUILD'].map((part) => text(`WINDOWS/VERSION/${part}`));
  const version = numbers.filter((number) => number !== undefined).join('.');
  const languages = (texts.get('WINDOWS/LANGUAGES/LANGUAGE') ?? []).map((name) => name.trim());
  return {
    ...(product === undefined ? {} : { product }),
    ...(edition === undefined ? {} : { edition }),
    ...(version === '' ? {} : { version }),
    languages: [...new Set(languages)].filter((name) => name !== ''),
  };
}

function decoded(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[String(name)] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });
}
