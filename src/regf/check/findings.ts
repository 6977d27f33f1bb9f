import type { FileOffset } from '../../ground/brand.ts';

/**
 * `damage`: a repair must be refused, because an edit could spread it or lose data with it.
 * `oddity`: Windows lives with it; an edit neither depends on it nor makes it worse.
 */
export type Severity = 'damage' | 'oddity';

/** What hive-check can find, with its severity. README.md says what the classification was tried on. */
export const FINDINGS = {
  'base-block-checksum': 'damage',
  'sequence-numbers-differ': 'damage',
  'hive-bins-data-size': 'damage',
  'hive-bin-header': 'damage',
  'hive-bin-size': 'damage',
  'cell-size': 'damage',
  'reference-outside': 'damage',
  'reference-into-cell': 'damage',
  'reference-to-free-cell': 'damage',
  'cell-referenced-twice': 'damage',
  'cell-too-small': 'damage',
  'wrong-signature': 'damage',
  'name-too-long': 'damage',
  'wrong-parent': 'damage',
  'subkey-count': 'damage',
  'subkeys-list-nesting': 'damage',
  'inline-data-size': 'damage',
  'segment-count': 'damage',
  'security-list': 'damage',
  'security-missing': 'oddity',
  'security-reference-count': 'oddity',
  'security-not-in-list': 'oddity',
  'root-flag-missing': 'oddity',
  'subkeys-order': 'oddity',
  'subkey-name-twice': 'oddity',
  'subkey-hash': 'oddity',
  'largest-name-length': 'oddity',
  'unreferenced-cell': 'oddity',
  'trailing-bytes': 'oddity',
} as const satisfies Record<string, Severity>;

export type FindingCode = keyof typeof FINDINGS;

export interface HiveFinding {
  readonly severity: Severity;
  readonly code: FindingCode;
  readonly offset: FileOffset;
  /** The specification's name of the structure at `offset`. */
  readonly structure: string;
  readonly expected: string | number;
  readonly actual: string | number;
}

/** Findings kept of each severity; the rest is only counted. */
export const FINDINGS_KEPT = 100;

/** Collects findings in the order of their discovery. */
export class Findings {
  readonly kept: HiveFinding[] = [];
  damage = 0;
  oddities = 0;

  add(
    code: FindingCode,
    offset: number,
    structure: string,
    expected: string | number,
    actual: string | number,
  ): void {
    const severity = FINDINGS[code];
    const before = severity === 'damage' ? this.damage++ : this.oddities++;
    if (before < FINDINGS_KEPT)
      this.kept.push({ severity, code, offset: offset as FileOffset, structure, expected, actual });
  }
}
