import { describe, expect, expectTypeOf, it } from 'vitest';
import * as change from '../src/change/index.ts';
import * as ground from '../src/ground/index.ts';
import * as hivex from '../src/hivex/index.ts';
import * as library from '../src/library.ts';
import * as regf from '../src/regf/index.ts';
import * as replay from '../src/replay/index.ts';

/** What the package promises: names that go, or change their types, break its users. */

describe('the doors of the package', () => {
  it('hand out these names', () => {
    const names = (door: object) =>
      Object.keys(door)
        .filter((name) => !(name in ground))
        .sort();
    expect(Object.keys(ground).sort()).toMatchInlineSnapshot(`
      [
        "HiveError",
        "dateOfFileTime",
        "fileTimeOf",
        "isHiveError",
        "sourceOfBlob",
        "sourceOfBytes",
      ]
    `);
    expect(names(regf)).toMatchInlineSnapshot(`
      [
        "DATA_TYPE_NAMES",
        "DIFFERENCES_LISTED",
        "HiveReader",
        "KEY_COMP_NAME",
        "KEY_HIVE_ENTRY",
        "KEY_HIVE_EXIT",
        "KEY_NO_DELETE",
        "KEY_PREDEF_HANDLE",
        "KEY_SYM_LINK",
        "KEY_VOLATILE",
        "Key",
        "REG_BINARY",
        "REG_DWORD",
        "REG_DWORD_BIG_ENDIAN",
        "REG_EXPAND_SZ",
        "REG_LINK",
        "REG_MULTI_SZ",
        "REG_NONE",
        "REG_QWORD",
        "REG_SZ",
        "Value",
        "checkHive",
        "compareNames",
        "diffHives",
        "escapeName",
        "findObstacle",
        "hiveKindOf",
        "isSameName",
        "printKeyPath",
        "readWholeHive",
        "refuseDamage",
        "refuseObstacle",
        "scanBins",
        "upcase",
        "walkTree",
        "whenRead",
      ]
    `);
    expect(names(replay)).toMatchInlineSnapshot(`
      [
        "openHive",
        "readDirtyState",
      ]
    `);
    expect(names(change)).toMatchInlineSnapshot(`
      [
        "applyEdits",
        "bundledTools",
        "changeHive",
      ]
    `);
    expect(names(hivex)).toMatchInlineSnapshot(`
      [
        "editHive",
        "loadBundledHivex",
        "loadHivex",
        "readHive",
      ]
    `);
    expect(names(library)).toMatchInlineSnapshot(`
      [
        "UNWATCHED",
        "addToKey",
        "checkTarget",
        "deleteKey",
        "diagnoseTarget",
        "diffTargets",
        "exportKey",
        "importRegFiles",
        "installedWindows",
        "listBackupsOfTarget",
        "listRemedies",
        "queryKey",
        "readLog",
        "remediesNamed",
        "repairTarget",
        "snapshotTarget",
        "survey",
        "thisMachine",
        "undoSnapshot",
        "undoTarget",
        "windowsOnThisPc",
      ]
    `);
  });

  it('have these types', () => {
    expectTypeOf(replay.openHive).parameter(0).toEqualTypeOf<replay.HiveFile>();
    expectTypeOf(replay.openHive).parameter(1).toEqualTypeOf<readonly replay.HiveFile[]>();
    expectTypeOf(replay.openHive).returns.resolves.toEqualTypeOf<replay.OpenedHive>();
    expectTypeOf<replay.OpenedHive['state']>().toEqualTypeOf<'clean' | 'replayed' | 'accepted'>();
    expectTypeOf<replay.OpenedHive['hive']>().toEqualTypeOf<ground.CleanHive>();
    expectTypeOf(regf.readWholeHive).returns.resolves.toEqualTypeOf<regf.HiveReader>();
    expectTypeOf<regf.Key['lastWritten']>().toEqualTypeOf<bigint>();
    expectTypeOf<regf.HiveReader['find']>().returns.toEqualTypeOf<regf.Key | undefined>();
    expectTypeOf<regf.Value['asDword']>().returns.toEqualTypeOf<number | undefined>();
    expectTypeOf(regf.checkHive).returns.toEqualTypeOf<regf.HiveReport>();
    expectTypeOf(regf.diffHives).returns.toEqualTypeOf<regf.HiveDifference[]>();
    expectTypeOf(change.applyEdits).parameter(1).toEqualTypeOf<ground.CleanHive>();
    expectTypeOf(change.applyEdits).returns.resolves.toEqualTypeOf<change.AppliedEdits>();
    expectTypeOf<change.Edit['edit']>().toEqualTypeOf<
      'create-key' | 'delete-key' | 'set-value' | 'delete-value'
    >();
    expectTypeOf(hivex.loadBundledHivex).returns.resolves.toEqualTypeOf<hivex.Hivex>();
    expectTypeOf(library.checkTarget).returns.resolves.toEqualTypeOf<library.CheckResult>();
    expectTypeOf(library.undoTarget).returns.resolves.toEqualTypeOf<library.UndoOutcome>();
    expectTypeOf<ground.HiveError<'logs-unusable'>['details']>().toEqualTypeOf<{
      readonly path: string;
      readonly reasons: readonly string[];
    }>();
  });

  it('take no file for a hive in its newest state', () => {
    expectTypeOf<ground.ByteSource>().not.toExtend<ground.CleanHive>();
    expectTypeOf(hivex.readHive).parameter(1).toEqualTypeOf<ground.CleanHive>();
  });
});
