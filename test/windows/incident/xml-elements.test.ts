import { describe, expect, it } from 'vitest';
import { readXmlElements } from '../../../src/windows/incident/xml-elements.ts';

const texts = (xml: string) => {
  const reading = readXmlElements(xml);
  return reading.state === 'read'
    ? reading.elements.map(({ path, text }) => `${path.join('/')}=${text}`)
    : reading.because;
};

describe('XML', () => {
  it('is read into elements with their path and text', () => {
    expect(texts('<?xml version="1.0"?><a><b x="1">t</b><b/>u</a>')).toEqual(['a=u', 'a/b=t', 'a/b=']);
  });

  it('has attributes, comments, CDATA and the five entities', () => {
    const xml = `<!-- <no> --><n:a p:x="1 &gt; 0" y='"'>&lt;&#65;&#x42;&amp;<![CDATA[<c>&]]><!-- x --></n:a>`;
    expect(texts(xml)).toEqual(['a=<AB&<c>&']);
    const reading = readXmlElements(xml);
    const [element] = reading.state === 'read' ? reading.elements : [];
    expect([...(element?.attributes ?? [])]).toEqual([
      ['p:x', '1 > 0'],
      ['y', '"'],
    ]);
  });

  it('keeps an entity that there is none of', () => {
    expect(texts('<a>&no;&#x110000;</a>')).toEqual(['a=&no;&#x110000;']);
  });

  it.each([
    ['<!DOCTYPE a><a/>', 'declares-entities'],
    ['<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', 'declares-entities'],
    ['<a><!ELEMENT a></a>', 'declares-entities'],
    ['', 'not-xml'],
    ['hello', 'not-xml'],
    ['<a>', 'not-xml'],
    ['<a></b>', 'not-xml'],
    ['</a>', 'not-xml'],
    ['<a b=c></a>', 'not-xml'],
    ['<a', 'not-xml'],
    ['<a/>x', 'not-xml'],
    ['<a>'.repeat(100), 'too-large'],
    [`<a>${'<b/>'.repeat(20_000)}</a>`, 'too-large'],
  ])('refuses %j', (xml, because) => {
    expect(texts(xml)).toBe(because);
  });

  it('takes no longer than its length', () => {
    const start = performance.now();
    for (const xml of [
      `<a ${'x="1" '.repeat(50_000)}`,
      `<a ${' '.repeat(200_000)}<`,
      '<!--'.repeat(50_000),
      '<'.repeat(200_000),
    ])
      expect(texts(xml)).toBe('not-xml');
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
