import { describe, expect, it } from 'vitest';
import { changeWithHivex } from '../../src/change/hivex-edits.ts';
import { proveChange } from '../../src/change/prove.ts';
import { type BuiltHive, buildHive } from '../../src/hive-builder/build-hive.ts';
import {
  changeBaseBlock,
  changeCellData,
  changeCellNumber,
  changeKeyNode,
  changeKeyValue,
  type Damage,
  freeCell,
  placeOf,
  required,
  valuePlaceOf,
} from '../../src/hive-builder/damage.ts';
import { dword, key, text } from '../../src/hive-builder/recipe.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { setSetting } from '../../src/jobs/start.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { REG_DWORD, REG_SZ } from '../../src/regf/structures/key-value.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../../src/windows/setting.ts';
import { cleanHive, editWhole, freshHivex } from '../hivex/hives.ts';
import { changedFile } from './changed-file.ts';
import { hiveOf, intended } from './intentions.ts';

/** A hivex that does something else as well must be found out: by what it calls, or by the bytes that it leaves. */

const NOW = 133_000_000_000_000_000n;
const DEVICE = SETTING_KEY_PATH.join('\\');
const FRIEND = 'Microsoft\\Friend';

function software(hasDevice: boolean): BuiltHive {
  const device = key('Device', {
    values: [dword(SETTING_VALUE_NAME, 2), dword('DevicePasswordLessUpdateType', 1), text('Note', 'kept')],
    keys: [key('Below')],
  });
  return buildHive({
    root: key('ROOT', {
      keys: [
        key('Microsoft', {
          keys: [
            key('Friend', {
              className: 'class of a friend',
              values: [dword('Number', 5), text('Text', 'in a cell of its own')],
            }),
            key('Windows', { values: [dword('Version', 10)] }),
            key('Windows NT', {
              keys: [
                key('CurrentVersion', {
                  keys: [
                    key('Fonts'),
                    key('PasswordLess', { keys: hasDevice ? [device] : [] }),
                    key('Winlogon'),
                  ],
                }),
              ],
            }),
          ],
        }),
        key('Policies', { security: new Uint8Array([1, 0, 4, 128, ...new Uint8Array(16)]) }),
      ],
    }),
    unallocatedCellEvery: 4,
    trailingBytes: new Uint8Array(700).fill(0x77),
  });
}

const whole = software(true);
const without = software(false);

interface Doctored {
  readonly hive?: BuiltHive;
  readonly also?: (hive: Hive) => void;
  readonly spoil?: Damage;
}

/** Sets the value to 0, `also` does more, `spoil` changes what hivex left. */
async function proof({ hive = whole, also, spoil }: Doctored) {
  const { bytes } = hive;
  const edits = [setSetting(0)];
  const { plan, ...intention } = await intended(bytes, edits, NOW);
  if (plan === undefined) throw new Error('there is nothing to do');
  return editWhole(
    freshHivex(),
    cleanHive(bytes),
    (opened) => {
      changeWithHivex(opened, plan, NOW);
      also?.(opened);
    },
    async (image) => {
      const result = spoil?.(image, hive) ?? image;
      BaseBlock.encode(result, 0, { checksum: baseBlockChecksum(result) });
      return proveChange(hiveOf(bytes), changedFile(bytes, result), { ...intention, plan }, () => undefined);
    },
  );
}

function at(hive: Hive, path: string) {
  return path.split('\\').reduce((node, name) => {
    const child = hive.child(node, name);
    if (child === undefined) throw new Error(`no key ${path}`);
    return child;
  }, hive.root());
}

function dwordOf(value: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return data;
}

it.each([
  ['a value that is there', whole],
  ['a key that is not', without],
])('an edit of %s that does nothing else is proven', async (_name, hive) => {
  expect(await proof({ hive })).toMatchObject({ changedKeys: expect.arrayContaining([SETTING_KEY_PATH]) });
});

describe('a hivex that also', () => {
  const edits: [string, (hive: Hive) => void][] = [
    [
      'sets a value of another key',
      (h) => h.setValue(at(h, FRIEND), { name: 'Number', type: REG_DWORD, data: dwordOf(6) }),
    ],
    [
      'gives another key a value',
      (h) => h.setValue(at(h, FRIEND), { name: 'New', type: REG_DWORD, data: dwordOf(6) }),
    ],
    [
      'sets another value of the key',
      (h) => h.setValue(at(h, DEVICE), { name: 'Note', type: REG_SZ, data: dwordOf(6) }),
    ],
    [
      'gives the key another value',
      (h) => h.setValue(at(h, DEVICE), { name: 'New', type: REG_DWORD, data: dwordOf(6) }),
    ],
    [
      'loses the other values',
      (h) => h.setValues(at(h, DEVICE), [{ name: SETTING_VALUE_NAME, type: REG_DWORD, data: dwordOf(0) }]),
    ],
    [
      'sets 1 instead',
      (h) => h.setValue(at(h, DEVICE), { name: SETTING_VALUE_NAME, type: REG_DWORD, data: dwordOf(1) }),
    ],
    [
      'makes a string of it',
      (h) => h.setValue(at(h, DEVICE), { name: SETTING_VALUE_NAME, type: REG_SZ, data: dwordOf(0) }),
    ],
    ['changes the timestamp of another key', (h) => h.patchLastWritten(at(h, FRIEND), NOW)],
    ['changes the timestamp of a key above', (h) => h.patchLastWritten(at(h, 'Microsoft'), NOW)],
    ['gives the key another time', (h) => h.patchLastWritten(at(h, DEVICE), NOW + 1n)],
    ['adds a key elsewhere', (h) => void h.addChild(at(h, FRIEND), 'New')],
    ['adds a key below the key', (h) => void h.addChild(at(h, DEVICE), 'New')],
    ['adds a key beside a key above', (h) => void h.addChild(at(h, 'Microsoft'), 'New')],
    ['removes a key', (h) => h.deleteChild(at(h, FRIEND))],
    ['removes a key below the key', (h) => h.deleteChild(at(h, `${DEVICE}\\Below`))],
  ];
  it.each(edits)('%s is found out', async (_name, also) => {
    await expect(proof({ also })).rejects.toMatchObject({ code: 'verification-failed', disk: 'unchanged' });
  });

  const inMissing = edits.slice(2, 4).concat(edits.slice(5, 12));
  it.each(inMissing)('%s is found out where the key was missing', async (_name, also) => {
    await expect(proof({ hive: without, also })).rejects.toMatchObject({ code: 'verification-failed' });
  });
});

describe('an image with', () => {
  const friend = (hive: BuiltHive) => placeOf(hive, FRIEND);
  const flip =
    (position: (bytes: Uint8Array, hive: BuiltHive) => number): Damage =>
    (bytes, hive) => {
      const place = position(bytes, hive);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      return undefined;
    };
  const damages: [string, Damage][] = [
    ['another minor version', changeBaseBlock({ minorVersion: 3 })],
    ['another root cell', changeBaseBlock({ rootCellOffset: 0x40 })],
    ['another file name', flip(() => 50)],
    ['other flags', flip(() => 144)],
    ["a byte in the base block's reserved bytes", flip(() => 3000)],
    ['unequal sequence numbers', changeBaseBlock({ primarySequenceNumber: 1000 })],
    ['a smaller hive', changeBaseBlock({ hiveBinsDataSize: 0x800 })],
    ["a byte in a hive bin's header", flip(() => 4096 + 20)],
    ['a byte of a free cell', flip((bytes) => freeCellOf(bytes) + 12)],
    ['a value of another key', changeKeyValue(FRIEND, 'Number', { dataOffset: 6 })],
    ['data of another value', changeCellData((h) => required(valuePlaceOf(h, FRIEND, 'Text').data), 0, 'X')],
    ['another name of a key', changeCellData((h) => friend(h).node, 76, 'X')],
    ['a class name of another key', changeCellData((h) => required(friend(h).className), 0, 'X')],
    ['flags of another key', changeKeyNode(FRIEND, { flags: 0x24 })],
    ['a security descriptor changed', changeCellData((h) => placeOf(h, 'Policies').security, 20, '\x02')],
    [
      'another security item for the key',
      changeKeyNode(DEVICE, { security: placeOf(whole, 'Policies').security }),
    ],
    ["another key's value list", changeKeyNode(DEVICE, { valuesList: required(friend(whole).valuesList) })],
    [
      'a value that two keys share',
      changeCellNumber(
        (h) => required(placeOf(h, DEVICE).valuesList),
        4,
        (h) => valuePlaceOf(h, FRIEND, 'Number').value,
      ),
    ],
    ['a value of the key freed', freeCell((h) => valuePlaceOf(h, DEVICE, 'Note').value)],
    [
      'a key of another tree below the key',
      changeCellNumber(
        (h) => required(placeOf(h, DEVICE).subkeysList),
        4,
        (h) => friend(h).node,
      ),
    ],
    [
      'a class name for the key',
      changeKeyNode(DEVICE, { className: required(friend(whole).className), classNameLength: 10 }),
    ],
    ['user flags for the key', changeKeyNode(DEVICE, { virtualizationAndUserFlags: 3 })],
    ['the keys beside it in another order', swapElements('Microsoft\\Windows NT\\CurrentVersion')],
    [
      'a key beside it under another hash',
      flip((_, h) => 4096 + 4 + required(placeOf(h, 'Microsoft').subkeysList) + 8),
    ],
  ];
  it.each(damages)('%s is found out', async (_name, spoil) => {
    await expect(proof({ spoil })).rejects.toMatchObject({ disk: 'unchanged' });
  });
});

function freeCellOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 4096 + 32;
  while (view.getInt32(at, true) < 0) at -= view.getInt32(at, true);
  return at;
}

/** Windows looks keys up by halves: in the wrong place a key is there and is never found. */
function swapElements(path: string): Damage {
  return (bytes, hive) => {
    const first = 4096 + 4 + required(placeOf(hive, path).subkeysList) + 4;
    const [one, other] = [bytes.slice(first, first + 8), bytes.slice(first + 8, first + 16)];
    bytes.set(other, first);
    bytes.set(one, first + 8);
    return undefined;
  };
}
