import type { HiveImage } from '../hive-image.ts';
import { BigData, DATA_SEGMENT_SIZE, isBigData } from '../structures/big-data.ts';
import { KeyValue, VALUE_COMP_NAME } from '../structures/key-value.ts';
import type { Claims } from './claims.ts';
import type { Findings } from './findings.ts';

const { nameLength: NAME_LENGTH, dataSize: DATA_SIZE, dataOffset: DATA_OFFSET, flags: FLAGS } = KeyValue.at;
const { segmentCount: SEGMENT_COUNT, segmentsList: SEGMENTS_LIST } = BigData.at;

/** "vk" and "db" as little-endian numbers. */
const VK = 0x6b76;
const DB = 0x6264;

/** Key values lists, key values and their data. */
export class ValuesCheck {
  readonly #view: DataView;
  readonly #claims: Claims;
  readonly #findings: Findings;
  readonly #minorVersion: number;

  constructor(image: HiveImage, claims: Claims, findings: Findings) {
    this.#view = image.view;
    this.#claims = claims;
    this.#findings = findings;
    this.#minorVersion = image.baseBlock.minorVersion;
  }

  /** @returns bytes of the longest name, as UTF-16LE. */
  checkList(list: number, count: number): number {
    const start = this.#claims.claim(list, count * 4, 'key values list');
    if (start === 0) return 0;
    let longest = 0;
    for (let i = 0; i < count; i++) {
      const length = this.#checkValue(this.#view.getInt32(start + i * 4, true));
      if (length > longest) longest = length;
    }
    return longest;
  }

  #checkValue(cell: number): number {
    const structure = 'key value';
    const view = this.#view;
    const start = this.#claims.claim(cell, KeyValue.size, structure);
    if (start === 0) return 0;
    const signature = view.getUint16(start, true);
    if (signature !== VK) {
      this.#findings.add('wrong-signature', start, structure, 'vk', `0x${signature.toString(16)}`);
      return 0;
    }
    const nameLength = view.getUint16(start + NAME_LENGTH, true);
    const room = this.#claims.room(start) - KeyValue.size;
    if (nameLength > room)
      this.#findings.add('name-too-long', start + NAME_LENGTH, structure, room, nameLength);
    const size = view.getInt32(start + DATA_SIZE, true);
    if (size < 0) {
      const inline = size & 0x7fffffff;
      if (inline > 4) this.#findings.add('inline-data-size', start + DATA_SIZE, structure, 4, inline);
    } else if (size > 0) this.#checkData(view.getInt32(start + DATA_OFFSET, true), size);
    return view.getUint16(start + FLAGS, true) & VALUE_COMP_NAME ? nameLength * 2 : nameLength;
  }

  #checkData(cell: number, size: number): void {
    if (isBigData(size, this.#minorVersion)) this.#checkBigData(cell, size);
    else this.#claims.claim(cell, size, 'value data');
  }

  #checkBigData(cell: number, size: number): void {
    const structure = 'big data';
    const view = this.#view;
    const start = this.#claims.claim(cell, BigData.size, structure);
    if (start === 0) return;
    const signature = view.getUint16(start, true);
    if (signature !== DB) {
      this.#findings.add('wrong-signature', start, structure, 'db', `0x${signature.toString(16)}`);
      return;
    }
    const count = view.getUint16(start + SEGMENT_COUNT, true);
    const expected = Math.ceil(size / DATA_SEGMENT_SIZE);
    if (count !== expected)
      this.#findings.add('segment-count', start + SEGMENT_COUNT, structure, expected, count);
    const list = this.#claims.claim(
      view.getInt32(start + SEGMENTS_LIST, true),
      count * 4,
      'list of segments',
    );
    if (list === 0) return;
    for (let i = 0; i < count; i++) {
      const length = Math.min(DATA_SEGMENT_SIZE, Math.max(0, size - i * DATA_SEGMENT_SIZE));
      this.#claims.claim(view.getInt32(list + i * 4, true), length, 'data segment');
    }
  }
}
