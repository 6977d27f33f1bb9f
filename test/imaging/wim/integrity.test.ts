import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sourceOfBytes } from '../../../src/ground/byte-sources.ts';
import { grownIntegrityTable, readIntegrityTable } from '../../../src/imaging/wim/integrity.ts';
import { IntegrityHeader, WIM_HEADER_SIZE } from '../../../src/imaging/wim/structures.ts';

const PIECE = 100;
const END = WIM_HEADER_SIZE + 250;
const contents = new Uint8Array(END).map((_, at) => at & 0xff);

const hashOf = (bytes: Uint8Array): number[] => [...createHash('sha1').update(bytes).digest()];

/** A file with a table of three pieces behind its contents. */
function fileWith(fields: Parameters<typeof IntegrityHeader.encode>[2] = {}) {
  const bytes = new Uint8Array(END + 72);
  bytes.set(contents);
  IntegrityHeader.encode(bytes, END, { size: 72, pieces: 3, pieceSize: PIECE, ...fields });
  bytes.fill(1, END + 12);
  return sourceOfBytes(bytes, '/i.wim');
}

const PLACE = { flags: 0, offset: END, size: 72, originalSize: 72 };

describe('the integrity table', () => {
  it.each([{ pieces: 2 }, { size: 73 }, { pieceSize: 0 }, { pieceSize: 0xffff_ffff }, { pieceSize: 50 }])(
    'is refused with %o',
    async (fields) => {
      await expect(readIntegrityTable(fileWith(fields), PLACE, END)).rejects.toMatchObject({
        code: 'image-structure',
        details: { structure: 'integrity table', offset: END },
      });
    },
  );

  it('is refused where it is cut', async () => {
    const bytes = sourceOfBytes(contents, '/i.wim');
    await expect(readIntegrityTable(bytes, { ...PLACE, offset: END - 3 }, END)).rejects.toMatchObject({
      code: 'image-truncated',
    });
  });

  it('keeps what it told of whole pieces, and tells of the others as they are', async () => {
    const file = fileWith();
    const table = await readIntegrityTable(file, PLACE, END);
    const after = END + 60;
    const grown = await grownIntegrityTable(file, table, { before: END, after });
    expect(IntegrityHeader.decode(grown, 0, { file: '/i.wim' })).toEqual({
      size: 12 + 4 * 20,
      pieces: 4,
      pieceSize: PIECE,
    });
    expect([...grown.subarray(12, 52)]).toEqual(Array(40).fill(1));
    const view = (from: number, to: number) => file.view?.(from, to - from) ?? new Uint8Array();
    const third = WIM_HEADER_SIZE + 2 * PIECE;
    expect([...grown.subarray(52)]).toEqual([
      ...hashOf(view(third, third + PIECE)),
      ...hashOf(view(third + PIECE, after)),
    ]);
  });
});
