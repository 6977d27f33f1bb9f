import type { HiveImage } from '../hive-image.ts';
import { BASE_BLOCK_SIZE } from '../structures/base-block.ts';
import { CELL_HEADER_SIZE } from '../structures/cell.ts';
import { Findings } from './findings.ts';
import { CellMap, scanHiveBins } from './scan-bins.ts';

/**
 * Who owns which cell: every allocated cell can be claimed once. What is claimed is an allocated cell that starts
 * where the claim says, so a walk that claims before it reads follows no cycle and reads no byte twice.
 */
export class Claims {
  readonly #view: DataView;
  readonly #image: HiveImage;
  readonly #findings: Findings;
  /** Allocated cells that nobody has claimed yet. */
  readonly #unclaimed: CellMap;
  readonly #words: Int32Array;
  readonly #size: number;
  /** Where cells start; made only when a claim fails and must say why. */
  #starts: CellMap | undefined;

  constructor(image: HiveImage, unclaimed: CellMap, findings: Findings) {
    this.#image = image;
    this.#view = image.view;
    this.#findings = findings;
    this.#unclaimed = unclaimed;
    this.#words = unclaimed.words;
    this.#size = unclaimed.size;
  }

  /**
   * @param cell a cell offset as a signed number, as it was read.
   * @param minimum bytes of data that the cell must hold.
   * @returns the file offset of the cell's data; 0 when the claim failed, which is then a finding.
   */
  claim(cell: number, minimum: number, structure: string): number {
    const mark = 1 << (cell >>> 3);
    const word = cell >>> 8;
    if (cell < 0 || cell >= this.#size || (cell & 7) !== 0 || ((this.#words[word] ?? 0) & mark) === 0) {
      this.#explain(cell, structure);
      return 0;
    }
    this.#words[word] = (this.#words[word] ?? 0) ^ mark;
    const at = cell + BASE_BLOCK_SIZE;
    const room = -this.#view.getInt32(at, true) - CELL_HEADER_SIZE;
    if (room < minimum) {
      this.#findings.add('cell-too-small', at, structure, minimum, room);
      return 0;
    }
    return at + CELL_HEADER_SIZE;
  }

  /** Bytes of data of a claimed cell, whose data starts at `start`. */
  room(start: number): number {
    return -this.#view.getInt32(start - CELL_HEADER_SIZE, true) - CELL_HEADER_SIZE;
  }

  /** Calls `found` with the cell offset of every allocated cell that was never claimed. */
  unclaimed(found: (cell: number) => void): void {
    for (let i = 0; i < this.#words.length; i++) {
      const word = this.#words[i] ?? 0;
      if (word === 0) continue;
      for (let bit = 0; bit < 32; bit++) if (word & (1 << bit)) found((i * 32 + bit) * 8);
    }
  }

  #explain(cell: number, structure: string): void {
    const at = (cell >>> 0) + BASE_BLOCK_SIZE;
    if (cell < 0 || cell >= this.#size) {
      this.#findings.add('reference-outside', at, structure, `below ${this.#size}`, cell >>> 0);
      return;
    }
    if (this.#starts === undefined) {
      this.#starts = new CellMap(this.#unclaimed.size);
      scanHiveBins(this.#view, this.#image.end, new Findings(), { starts: this.#starts });
    }
    if ((cell & 7) !== 0 || !this.#starts.has(cell))
      this.#findings.add('reference-into-cell', at, structure, 'start of a cell', cell);
    else if (this.#view.getInt32(at, true) > 0)
      this.#findings.add('reference-to-free-cell', at, structure, 'an allocated cell', 'a free one');
    else this.#findings.add('cell-referenced-twice', at, structure, 1, 'more references');
  }
}
