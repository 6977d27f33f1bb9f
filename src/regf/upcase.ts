/**
 * Capitals as the Windows kernel's table (RtlUpcaseUnicodeChar) has them: one code unit for one, the same in every language.
 * That table is Unicode's of years ago, so what Unicode added since, what leaves the alphabet (dotless i, long s, micro sign)
 * and titlecase letters stay as they are. The exceptions below were found by comparing `toUpperCase` with the table
 * of Windows 10 for all 65,536 units.
 */

/** First and last of the units that Windows leaves alone though Unicode has capitals for them. */
const UNCHANGED: readonly (readonly [number, number])[] = [
  [0xb5, 0xb5],
  [0x131, 0x131],
  [0x17f, 0x17f],
  [0x19b, 0x19b],
  [0x1c5, 0x1c5],
  [0x1c8, 0x1c8],
  [0x1cb, 0x1cb],
  [0x1f2, 0x1f2],
  [0x23f, 0x240],
  [0x252, 0x252],
  [0x25c, 0x25c],
  [0x261, 0x262],
  [0x264, 0x267],
  [0x26a, 0x26a],
  [0x26c, 0x26e],
  [0x282, 0x282],
  [0x287, 0x287],
  [0x29d, 0x29e],
  [0x345, 0x345],
  [0x3c2, 0x3c2],
  [0x3d0, 0x3d6],
  [0x3f0, 0x3f1],
  [0x3f3, 0x3f6],
  [0x524, 0x52f],
  [0x10d0, 0x10ff],
  [0x13f8, 0x13fd],
  [0x1c80, 0x1c8f],
  [0x1d8e, 0x1d8e],
  [0x1e9b, 0x1e9b],
  [0x1fbe, 0x1fbe],
  [0x2c5f, 0x2c5f],
  [0x2ceb, 0x2cff],
  [0x2d26, 0x2d2f],
  [0xa660, 0xa661],
  [0xa698, 0xa69f],
  [0xa790, 0xa7ff],
  [0xab30, 0xabbf],
];

/** Greek letters with an iota below: Unicode's capitals are two letters, Windows takes the titlecase letter. */
const WITH_IOTA: readonly (readonly [first: number, last: number, step: number])[] = [
  [0x1f80, 0x1f87, 8],
  [0x1f90, 0x1f97, 8],
  [0x1fa0, 0x1fa7, 8],
  [0x1fb3, 0x1fb3, 9],
  [0x1fc3, 0x1fc3, 9],
  [0x1ff3, 0x1ff3, 9],
];

function capitalOf(unit: number): number {
  const capital = String.fromCharCode(unit).toUpperCase();
  return capital.length === 1 ? capital.charCodeAt(0) : unit;
}

let whole: Uint16Array | undefined;

function makeWhole(): Uint16Array {
  const table = Uint16Array.from({ length: 0x10000 }, (_, unit) => capitalOf(unit));
  for (const [first, last] of UNCHANGED) for (let unit = first; unit <= last; unit++) table[unit] = unit;
  for (const [first, last, step] of WITH_IOTA)
    for (let unit = first; unit <= last; unit++) table[unit] = unit + step;
  return table;
}

/** The capital of a UTF-16 code unit. */
export function upcaseUnit(unit: number): number {
  // Names are nearly always made of these, so the table is made only when one isn't.
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit;
  whole ??= makeWhole();
  return whole[unit] ?? unit;
}
