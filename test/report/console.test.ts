import { describe, expect, it } from 'vitest';
import { styleFor } from '../../src/report/person/console.ts';
import { offerLines } from '../../src/report/person/offer-lines.ts';
import { sit } from '../support/sitting.ts';

describe('the width of text', () => {
  it.each([
    [80, 79],
    [132, 99],
    [10, 19],
    // A terminal that does not know its own (a serial console, a program that plays one).
    [0, 79],
  ])('on a terminal of %i columns', (columns, width) => {
    expect(styleFor(columns, false).width).toBe(width);
  });

  it('has no end where no terminal is: who reads it cuts lines where it wants', async () => {
    expect(styleFor(undefined, false).width).toBe(Number.POSITIVE_INFINITY);
    const { stdout } = await sit(['help', 'repair'], { isPiped: true });
    const sentences = stdout
      .split('\n')
      .filter((line) => line.startsWith('Sets DevicePasswordLessBuildVersion'));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(/nothing is written\.$/);
    const { stderr } = await sit(['check', '/a/folder/that/is/not/there/at/all'], { isPiped: true });
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('a command that is to be typed again', () => {
  const offer = { says: 'To take it back:', command: '"E:\\my stick\\hivemend.cmd" undo "F:\\a disk"' };

  it('stands behind its words where both fit', () => {
    expect(offerLines(offer, 79)).toEqual([`${offer.says} ${offer.command}`]);
    expect(offerLines(offer, Number.POSITIVE_INFINITY)).toHaveLength(1);
  });

  it('has a line of its own, in one piece, where they do not', () => {
    expect(offerLines(offer, 30)).toEqual([offer.says, `  ${offer.command}`]);
  });
});
