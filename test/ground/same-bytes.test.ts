import { afterEach, describe, expect, it, vi } from 'vitest';
import { areSameBytes } from '../../src/ground/same-bytes.ts';

describe.each(['Node', 'a browser'])('areSameBytes in %s', (where) => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    [[], [], true],
    [[1, 2], [1, 2], true],
    [[1, 2], [1, 3], false],
    [[1, 2], [1], false],
    [[1], [1, 2], false],
  ])('%j and %j: %s', (one, other, expected) => {
    if (where === 'a browser') vi.stubGlobal('Buffer', undefined);
    const same = areSameBytes(Uint8Array.from(one), Uint8Array.from(other));
    vi.unstubAllGlobals();
    expect(same).toBe(expected);
  });
});
