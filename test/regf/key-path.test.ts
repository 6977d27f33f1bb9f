import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { type KeyRecipe, key, utf16 } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { findObstacle, refuseObstacle } from '../../src/regf/key-path.ts';
import { KEY_PREDEF_HANDLE, KEY_SYM_LINK } from '../../src/regf/structures/key-node.ts';
import { REG_LINK } from '../../src/regf/structures/key-value.ts';

const PATH = ['Microsoft', 'Windows NT', 'Device'];

function hive(device: readonly KeyRecipe[], middle: Partial<KeyRecipe> = {}): HiveReader {
  const windows = key('Windows NT', { keys: device, ...middle });
  return new HiveReader(
    buildHive({ root: key('ROOT', { keys: [key('Microsoft', { keys: [windows] })] }) }).bytes,
    'SOFTWARE',
  );
}

const TARGET = '\\REGISTRY\\MACHINE\\SOFTWARE\\Elsewhere';
const link = {
  flags: KEY_SYM_LINK,
  values: [{ name: 'SymbolicLinkValue', type: REG_LINK, data: utf16(TARGET) }],
};

describe('a key path', () => {
  it('is plain where every key is, and where keys are missing', () => {
    expect(findObstacle(hive([key('Device'), key('Devices')]), PATH)).toBeUndefined();
    expect(findObstacle(hive([]), PATH)).toBeUndefined();
    expect(() => refuseObstacle(hive([key('Device')]), PATH, 'SOFTWARE')).not.toThrow();
  });

  it('is diverted by a symbolic link at its end or on the way, and tells where to', () => {
    expect(findObstacle(hive([key('device', link)]), PATH)).toEqual({
      key: ['Microsoft', 'Windows NT', 'device'],
      obstacle: 'symbolic-link',
      target: TARGET,
    });
    expect(findObstacle(hive([key('Device')], link), PATH)).toMatchObject({
      key: ['Microsoft', 'Windows NT'],
      target: TARGET,
    });
    expect(findObstacle(hive([key('Device', { flags: KEY_SYM_LINK })]), PATH)).toEqual({
      key: PATH,
      obstacle: 'symbolic-link',
    });
  });

  it('is diverted by a predefined handle', () => {
    expect(findObstacle(hive([key('Device', { flags: KEY_PREDEF_HANDLE })]), PATH)).toEqual({
      key: PATH,
      obstacle: 'predefined-handle',
    });
  });

  it('is diverted where two keys have the name, in any case', () => {
    expect(findObstacle(hive([key('Device'), key('DEVICE')]), PATH)).toMatchObject({
      obstacle: 'name-twice',
    });
  });

  it('is not diverted by what lies beside it', () => {
    expect(findObstacle(hive([key('Device'), key('Other', link)]), PATH)).toBeUndefined();
  });

  it('is diverted by a root that is a link', () => {
    const root = buildHive({ root: key('ROOT', { flags: KEY_SYM_LINK }) }).bytes;
    expect(findObstacle(new HiveReader(root, 'SOFTWARE'), PATH)).toEqual({
      key: [],
      obstacle: 'symbolic-link',
    });
  });

  it('is refused by the name of the key', () => {
    expect(() => refuseObstacle(hive([key('Device', link)]), PATH, 'E:\\SOFTWARE')).toThrowError(
      expect.objectContaining({
        code: 'key-diverted',
        details: { path: 'E:\\SOFTWARE', key: PATH, obstacle: 'symbolic-link', target: TARGET },
      }),
    );
  });
});
