/** Text in the code page of a Windows ("ANSI"), as REGEDIT4 files hold it. */

/** By number, as the WHATWG Encoding Standard names them. */
const LABELS: ReadonlyMap<number, string> = new Map([
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [1250, 'windows-1250'],
  [1251, 'windows-1251'],
  [1253, 'windows-1253'],
  [1254, 'windows-1254'],
  [1255, 'windows-1255'],
  [1256, 'windows-1256'],
  [1257, 'windows-1257'],
  [1258, 'windows-1258'],
]);

/** 0x80 to 0x9F of code page 1252. Some versions of Node decode it as Latin-1, which has control characters there. */
const UPPER_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Turns bytes into text; undefined where some of them are no text. */
export type TextBytesDecoder = (bytes: Uint8Array) => string | undefined;

/** Bytes of UTF-8. Nothing is taken for a byte order mark. */
export const decodeUtf8: TextBytesDecoder = strict(
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
);

/** What all code pages have in common. */
export function decodeAscii(bytes: Uint8Array): string | undefined {
  return bytes.every((byte) => byte < 0x80) ? latin1(bytes) : undefined;
}

/** Undefined for a code page that can't be read here. */
export function codePageDecoder(codePage: number): TextBytesDecoder | undefined {
  if (codePage === 1252) return decode1252;
  if (codePage === 65001) return decodeUtf8;
  const label = LABELS.get(codePage);
  if (label === undefined) return undefined;
  try {
    return strict(new TextDecoder(label, { fatal: true }));
  } catch (error) {
    // A Node without the tables for it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function strict(decoder: TextDecoder): TextBytesDecoder {
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch (error) {
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  };
}

function decode1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\x80-\x9f]/g, (letter) => UPPER_1252.charAt(letter.charCodeAt(0) - 0x80));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
