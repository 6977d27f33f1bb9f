import { printable } from '../printed.ts';

/** HTML in which only what was written as HTML in the source is HTML: everything put in is escaped and printable. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = string | number | Html | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(
    strings.map((part, index) => (index === 0 ? '' : textOf(contents[index - 1] ?? '')) + part).join(''),
  );
}

function textOf(content: Content): string {
  if (content instanceof Html) {
    return content.text;
  }
  if (typeof content === 'string' || typeof content === 'number') {
    return printable(String(content)).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
  }
  return content.map(({ text }) => text).join('');
}
