import { describe, expect, it } from 'vitest';
import { readImages } from '../../../src/imaging/wim/wim-xml.ts';

describe('the XML data of a WIM', () => {
  it('tells names, editions, versions and languages, in the order of the indexes', () => {
    const xml = `\ufeff<WIM><TOTALBYTES>9</TOTALBYTES>
      <IMAGE INDEX="2"><NAME>B</NAME></IMAGE>
      <IMAGE INDEX="1"><WINDOWS><ARCH>9</ARCH><PRODUCTNAME>Microsoft&#174; Windows</PRODUCTNAME>
        <EDITIONID>Professional</EDITIONID><LANGUAGES><LANGUAGE>ja-JP</LANGUAGE><LANGUAGE>en-US</LANGUAGE>
        <DEFAULT>ja-JP</DEFAULT></LANGUAGES><VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>26100</BUILD>
        <SPBUILD>4349</SPBUILD></VERSION></WINDOWS><NAME>Pro &lt;&#x41;&gt; &odd;</NAME><EMPTY/></IMAGE></WIM>`;
    expect(readImages(xml)).toEqual([
      {
        index: 1,
        name: 'Pro <A> &odd;',
        windows: {
          product: 'Microsoft® Windows',
          edition: 'Professional',
          version: '10.0.26100.4349',
          languages: ['ja-JP', 'en-US'],
        },
      },
      { index: 2, name: 'B' },
    ]);
  });

  it.each(['', '<WIM>', '<IMAGE INDEX="x"></IMAGE>', '</IMAGE></IMAGE>', '<IMAGE INDEX="1">', '<<<>>>'])(
    'is read without harm when it is %j',
    (xml) => {
      expect(readImages(xml)).toEqual([]);
    },
  );
});
