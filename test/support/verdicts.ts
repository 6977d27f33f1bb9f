import { HiveError } from '../../src/ground/errors.ts';
import { type StructureModule, StructurePass, type Verdict } from '../../src/regf/check/structure-pass.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { decodeBaseBlock } from '../../src/regf/hive-image.ts';

/** What one pass says of a hive's hive bins, shown in pieces of `pieceOf()` bytes. */
export function verdictOf(module: StructureModule, bytes: Uint8Array, pieceOf: () => number): Verdict {
  const baseBlock = decodeBaseBlock(bytes, bytes.length, 'HIVE');
  const pass = new StructurePass(module, baseBlock);
  const end = 4096 + baseBlock.hiveBinsDataSize;
  for (let at = 4096; at < end; ) {
    const piece = bytes.subarray(at, Math.min(end, at + pieceOf()));
    pass.add(piece);
    at += piece.length;
  }
  return pass.verdict();
}

/** What the pass is not asked about: the base block is looked at before. */
const OF_THE_BASE_BLOCK = new Set(['base-block-checksum', 'sequence-numbers-differ', 'hive-bins-data-size']);

/** Damage of the hive bins, as checkHive finds it; undefined when the base block makes no sense. */
export function damageOf(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const { findings } = checkHive(bytes, 'HIVE');
    if (findings.some(({ code }) => code === 'hive-bins-data-size')) return undefined;
    return findings
      .filter(({ severity, code }) => severity === 'damage' && !OF_THE_BASE_BLOCK.has(code))
      .map(({ code, offset }) => `${code} at ${offset}`);
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  }
}

export interface Tally {
  sound: number;
  damaged: number;
  /** No damage, and yet the pass did not say that the hive is sound. */
  falseAlarms: string[];
}

export const newTally = (): Tally => ({ sound: 0, damaged: 0, falseAlarms: [] });

/** Holds the pass against checkHive. @throws Error when it says of damage that it is none. */
export function compareVerdicts(
  tally: Tally,
  module: StructureModule,
  name: string,
  bytes: Uint8Array,
  pieceOf: () => number,
): void {
  const damage = damageOf(bytes);
  if (damage === undefined) return;
  const verdict = verdictOf(module, bytes, pieceOf);
  if (damage.length > 0 && verdict.isSound) throw new Error(`${name}: sound, but ${damage.join(', ')}`);
  if (damage.length > 0) tally.damaged++;
  else if (verdict.isSound) tally.sound++;
  else tally.falseAlarms.push(`${name}: problem ${verdict.problem} at ${verdict.where}`);
}
