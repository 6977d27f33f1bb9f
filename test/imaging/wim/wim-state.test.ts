import { describe, expect, it } from 'vitest';
import { FLAG_WRITE_IN_PROGRESS, WIM_HEADER_SIZE, WimHeader } from '../../../src/imaging/wim/structures.ts';
import { isSameState, progressOf } from '../../../src/imaging/wim/wim-state.ts';

function state(length: number, fields: Parameters<typeof WimHeader.encode>[2] = {}) {
  const header = new Uint8Array(WIM_HEADER_SIZE);
  WimHeader.encode(header, 0, { headerSize: WIM_HEADER_SIZE, flags: 0x82, ...fields });
  return { length, header };
}

const MARKED = { flags: 0x82 | FLAG_WRITE_IN_PROGRESS };

describe('how far a write into a WIM has come', () => {
  it.each([
    ['not-begun', state(1000)],
    ['begun', state(1000, MARKED)],
    ['begun', state(3000, MARKED)],
    ['begun', state(3000)],
    ['done', state(3000, { xmlOffset: 2000n })],
    ['unknown', state(3000, { xmlOffset: 2000n, ...MARKED })],
    ['unknown', state(900)],
  ])('is %s', (progress, now) => {
    expect(progressOf(state(1000), now)).toBe(progress);
  });

  it('is told by length and header', () => {
    expect(isSameState(state(5), state(5))).toBe(true);
    expect(isSameState(state(5), state(6))).toBe(false);
    expect(isSameState(state(5), state(5, MARKED))).toBe(false);
  });
});
