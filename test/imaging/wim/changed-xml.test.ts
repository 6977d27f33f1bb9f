import { describe, expect, it } from 'vitest';
import { changedXml } from '../../../src/imaging/wim/changed-xml.ts';

const image = (index: number, bytes: number, low: string): string =>
  `<IMAGE INDEX="${index}"><TOTALBYTES>${bytes}</TOTALBYTES>` +
  `<LASTMODIFICATIONTIME><HIGHPART>0x01DD7F04</HIGHPART><LOWPART>${low}</LOWPART></LASTMODIFICATIONTIME></IMAGE>`;

const change = { grownBy: 4096, time: 0x01dd_0000_0000_00ffn, totalBytes: 777 };

describe('the XML data of a changed WIM', () => {
  it('tells of the image that was changed, and of the file', () => {
    const one = image(1, 100, '0x00000001');
    const two = image(2, 200, '0x00000002');
    const changed = image(2, 4296, '0x000000FF').replace('0x01DD7F04', '0x01DD0000');
    const xml = `\ufeff<WIM>${one}${two}<TOTALBYTES>5</TOTALBYTES></WIM>`;
    expect(changedXml(xml, { ...change, index: 2 })).toBe(
      `\ufeff<WIM>${one}${changed}<TOTALBYTES>777</TOTALBYTES></WIM>`,
    );
    const first = `<WIM><TOTALBYTES>5</TOTALBYTES>${one}${two}</WIM>`;
    expect(changedXml(first, { ...change, index: 1 })).toContain(
      '<TOTALBYTES>777</TOTALBYTES><IMAGE INDEX="1">',
    );
    expect(changedXml(first, { ...change, index: 1 })).toContain(two);
  });

  it('is as it was where it tells nothing of the image', () => {
    const xml = '<WIM><IMAGE INDEX="1"><NAME>x</NAME></IMAGE></WIM>';
    expect(changedXml(xml, { ...change, index: 1 })).toBe(xml);
    expect(changedXml(xml, { ...change, index: 11 })).toBe(xml);
  });
});
