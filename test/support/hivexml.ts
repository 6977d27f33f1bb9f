import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import sax from 'sax';

/** A hive as native hivex prints it (`hivexml`, Debian package libhivex-bin), which nobody here wrote. */

export interface XmlKey {
  readonly name: string;
  /** File offset of the key node's cell. */
  offset: number;
  /** ISO 8601, seconds; undefined for 0. */
  mtime: string | undefined;
  readonly values: XmlValue[];
  readonly subkeys: XmlKey[];
}

export interface XmlValue {
  readonly name: string;
  /** hivexml's word, such as 'int32'. */
  readonly type: string;
  offset: number;
  /** As printed: text, a number, or base64. */
  readonly printed: string;
  readonly isBase64: boolean;
  /** Of a string-list. */
  readonly strings: string[];
}

export type Hivexml =
  | { readonly state: 'read'; readonly root: XmlKey }
  | { readonly state: 'refused'; readonly reason: string };

/**
 * @param path of a hive. The XML is left beside it: hivexml can't write into the socket that Node would give it.
 * @param timeout in milliseconds: hivexml never ends on some damaged hives.
 */
export function hivexml(path: string, timeout = 60_000): Hivexml {
  const output = openSync(`${path}.xml`, 'w');
  const run = spawnSync('hivexml', [path], { stdio: ['ignore', output, 'pipe'], timeout, encoding: 'utf8' });
  closeSync(output);
  if (run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT')
    throw new Error('hivexml is missing: install the Debian package libhivex-bin', { cause: run.error });
  if (run.status !== 0) return { state: 'refused', reason: run.stderr.trim().split('\n').at(-1) ?? 'killed' };
  return { state: 'read', root: parse(readFileSync(`${path}.xml`, 'utf8')) };
}

function parse(xml: string): XmlKey {
  const document: XmlKey = { name: '', offset: 0, mtime: undefined, values: [], subkeys: [] };
  const keys = [document];
  let value: XmlValue | undefined;
  let text = '';
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    const attribute = (wanted: string): string => String(attributes[wanted] ?? '');
    const key = keys.at(-1) ?? document;
    text = '';
    if (name === 'node') {
      const node = { name: attribute('name'), offset: 0, mtime: undefined, values: [], subkeys: [] };
      key.subkeys.push(node);
      keys.push(node);
    } else if (name === 'value') {
      value = {
        name: attribute('key'),
        type: attribute('type'),
        offset: 0,
        printed: attribute('value'),
        isBase64: attribute('encoding') === 'base64',
        strings: [],
      };
      key.values.push(value);
    } else if (name === 'byte_run') {
      const owner = value ?? key;
      if (owner.offset === 0) owner.offset = Number(attribute('file_offset'));
    }
  };
  parser.ontext = (part) => {
    text += part;
  };
  parser.onclosetag = (name) => {
    if (name === 'node') keys.pop();
    else if (name === 'value') value = undefined;
    else if (name === 'string') value?.strings.push(text);
    else if (name === 'mtime') (keys.at(-1) ?? document).mtime = text;
  };
  parser.write(xml).close();
  const root = document.subkeys[0];
  if (root === undefined) throw new Error('hivexml printed no root');
  return root;
}
