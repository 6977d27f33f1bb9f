import { KEY_NAME_LIMIT, type RegSection } from './reg-file.ts';
import type { Mistake } from './scan.ts';

/**
 * A line `[KEY]` or `[-KEY]`. The last `]` of the line ends the name: a name may hold others.
 * @param at of the opening bracket.
 */
export function readKeyLine(line: string, at: number): Pick<RegSection, 'action' | 'path'> | Mistake {
  const end = line.lastIndexOf(']');
  if (end < at) return { problem: 'key-unclosed', at };
  const action = line[at + 1] === '-' ? 'delete' : 'write';
  const start = at + (action === 'delete' ? 2 : 1);
  if (line[start] === ' ' || line[start] === '\t') return { problem: 'key-begins-blank', at: start };
  const path = withoutTrailingBackslashes(line.slice(start, end)).split('\\');
  let place = start;
  for (const name of path) {
    if (name === '') return { problem: 'key-name-empty', at: place };
    if (name.length > KEY_NAME_LIMIT) return { problem: 'key-name-too-long', at: place };
    place += name.length + 1;
  }
  return { action, path };
}

function withoutTrailingBackslashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\\') end--;
  return text.slice(0, end);
}
