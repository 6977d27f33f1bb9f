/**
 * Text in a Windows code page. Programs of the console that read a pipe, `more` and `find` above all, take its bytes for
 * the console's code page, and Node writes UTF-8.
 */

/** Of consoles, and with a decoder in Node (WHATWG: "Encoding Standard"). All of these have ASCII as it is. */
const DECODERS: Readonly<Record<number, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
};

/** The upper halves of the consoles of America and Western Europe. Source: Unicode's mappings CP437.TXT and CP850.TXT. */
const UPPER_HALVES: Readonly<Record<number, string>> = {
  437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐' +
    '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
};

/**
 * What writes text in the code page: a character that it does not have becomes `\u{...}`, as elsewhere on the screen.
 * @returns undefined for UTF-8, and for code pages that are not known here: then UTF-8 it is
 */
export function codePageEncoder(codePage: number): ((text: string) => Uint8Array) | undefined {
  const label = DECODERS[codePage];
  const upperHalf = UPPER_HALVES[codePage];
  if (label === undefined && upperHalf === undefined) return undefined;
  let codes: ReadonlyMap<string, number> | undefined;
  return (text) => {
    if (/^[\n\r -~]*$/.test(text)) return Buffer.from(text, 'latin1');
    codes ??= label === undefined ? codesOf(upperHalf ?? '') : codesByDecoder(label);
    const bytes: number[] = [];
    for (const character of text) {
      const code = character < '\u0080' ? character.charCodeAt(0) : codes.get(character);
      if (code === undefined) bytes.push(...Buffer.from(escaped(character), 'latin1'));
      else if (code > 0xff) bytes.push(code >> 8, code & 0xff);
      else bytes.push(code);
    }
    return Uint8Array.from(bytes);
  };
}

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

function codesOf(upperHalf: string): ReadonlyMap<string, number> {
  return new Map([...upperHalf].map((character, index) => [character, 0x80 + index]));
}

/** One byte beyond ASCII, or one before another that may be a second one: decoded, each on a line of its own. */
function codesByDecoder(label: string): ReadonlyMap<string, number> {
  const codes: number[] = [];
  for (let byte = 0x80; byte <= 0xff; byte++) codes.push(byte);
  for (let first = 0x80; first <= 0xff; first++) {
    // NEC's selection of characters that IBM has as well: Windows writes IBM's codes (WHATWG: "Encoding Standard", index
    // Shift_JIS pointer).
    if (label === 'shift_jis' && (first === 0xed || first === 0xee)) continue;
    for (let second = 0x40; second <= 0xfe; second++) codes.push((first << 8) | second);
  }
  const bytes = new Uint8Array(codes.length * 3);
  let length = 0;
  for (const code of codes) {
    if (code > 0xff) bytes[length++] = code >> 8;
    bytes[length++] = code & 0xff;
    bytes[length++] = 0x0a;
  }
  const lines = new TextDecoder(label).decode(bytes.subarray(0, length)).split('\n');
  const found = new Map<string, number>();
  for (const [index, code] of codes.entries()) {
    const character = lines[index] ?? '';
    // Of two spellings the first one is Windows' own.
    if (/^[^\0-\u007f\ufffd]$/u.test(character) && !found.has(character)) found.set(character, code);
  }
  return found;
}
