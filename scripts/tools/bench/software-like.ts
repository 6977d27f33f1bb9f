import { software } from '../../../fixtures/recipes/software.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import {
  binary,
  dword,
  type HiveRecipe,
  type KeyRecipe,
  key,
  multiText,
  qword,
  text,
  type ValueRecipe,
} from '../../../src/hive-builder/recipe.ts';
import { REG_EXPAND_SZ } from '../../../src/regf/structures/key-value.ts';
import { type Random, randomNumbers } from './random.ts';

/**
 * SOFTWARE hives of any size, the same bytes each time.
 *
 * Modelled on what cells three real hives hold (a SOFTWARE and a SYSTEM hive of Windows 10, 2.8 and 12.8 MB, and a SOFTWARE
 * hive of 0.6 MB): a key has 2.2 to 3.1 values and a name of 18 to 22 characters, a value's name has 13 to 15; of the
 * bytes, 24 to 27 % are key nodes, 24 to 30 % key values, 39 to 41 % data, 3 % subkeys lists, 1 to 2 % key security, up
 * to 5 % unallocated; of the values, 32 to 47 % are REG_SZ and 25 to 55 % REG_DWORD, and 38 to 60 % lie inline; bins are
 * of 4 KiB but for one in ten. The families of keys are those that make a SOFTWARE hive big.
 */
export function softwareLikeHive(megabytes: number): Uint8Array {
  const size = megabytes << 20;
  const budget = { left: size * SHARE_OF_CELLS };
  const random = randomNumbers(megabytes);
  const recipe = software({
    moreOfMicrosoft: [...vendors(random, budget)],
    more: [key('WOW6432Node', { keys: families(random, budget) })],
    form: { expectedSize: size + (1 << 20), unallocatedCellEvery: 90 },
  });
  return buildHive(recipe satisfies HiveRecipe, { places: false }).bytes;
}

/** The rest is headers, lists, remnants of bins and what the estimate misses. */
const SHARE_OF_CELLS = 0.948;

/** Bytes of cells that may still be made. */
interface Budget {
  left: number;
}

/** What fits between the setting and its siblings: as many keys below Microsoft as a real hive has. */
function* vendors(random: Random, budget: Budget): Generator<KeyRecipe> {
  for (let i = 0; i < 350; i++)
    yield spent(budget, key(`Component ${i}`, { values: [text('', random.words(3))] }));
}

/** Groups of a few thousand keys until the budget is spent. */
function* families(random: Random, budget: Budget): Generator<KeyRecipe> {
  const kinds = [
    classObject,
    settings,
    interfaceKey,
    settings,
    installerComponent,
    servicingPackage,
    appPackage,
  ];
  for (let i = 0; budget.left > 0; i++) {
    const make = kinds[i % kinds.length] ?? classObject;
    yield key(`Family ${i}`, { keys: members(make, random, budget) });
  }
}

function* members(
  make: (random: Random, serial: number) => KeyRecipe,
  random: Random,
  budget: Budget,
): Generator<KeyRecipe> {
  const count = 500 + random.below(3000);
  for (let i = 0; i < count && budget.left > 0; i++) yield spent(budget, make(random, i));
}

/** `Classes\CLSID\{...}` with its server, program identifier and version. */
function classObject(random: Random): KeyRecipe {
  const server = `C:\\Windows\\System32\\${random.word()}.dll`;
  return key(random.guid(), {
    values: [text('', random.words(3))],
    keys: [
      key('InprocServer32', { values: [text('', server, REG_EXPAND_SZ), text('ThreadingModel', 'Both')] }),
      ...(random.below(3) === 0 ? [key('ProgID', { values: [text('', `${random.word()}.1`)] })] : []),
      ...(random.below(4) === 0 ? [key('Version', { values: [text('', '1.0')] })] : []),
    ],
  });
}

/** `Classes\Interface\{...}`. */
function interfaceKey(random: Random): KeyRecipe {
  return key(random.guid(), {
    values: [text('', `I${random.word()}`)],
    keys: [
      key('ProxyStubClsid32', { values: [text('', random.guid())] }),
      key('NumMethods', { values: [text('', String(random.below(40)))] }),
    ],
  });
}

/** `Installer\UserData\S-1-5-18\Components\<32 digits>`, a value for each product. */
function installerComponent(random: Random): KeyRecipe {
  const file = `C:\\Program Files\\${random.word()}\\${random.word()}.exe`;
  return key(random.hexadecimal(32), { values: [text(random.hexadecimal(32), file)] });
}

/** `Component Based Servicing\Packages\...`. */
function servicingPackage(random: Random, serial: number): KeyRecipe {
  const name = `Package_${serial}_for_KB${5_000_000 + random.below(90_000)}~31bf3856ad364e35~amd64~~10.0.1.${serial}`;
  const numbers = [
    'CurrentState',
    'SelfUpdate',
    'Visibility',
    'InstallTimeHigh',
    'InstallTimeLow',
    'LastError',
  ];
  return key(name, {
    values: [
      ...numbers.map((valueName) => dword(valueName, random.below(1 << 30))),
      text('InstallClient', 'UpdateAgentLCU'),
      text('InstallName', `${name}.mum`),
    ],
    keys: [key('Owners', { values: [dword(name, 0x20070)] })],
  });
}

/** What programs keep: a handful of numbers and texts. */
function settings(random: Random, serial: number): KeyRecipe {
  const names = Array.from({ length: 3 + random.below(9) }, (_, i) => `${random.word()}${random.word()}${i}`);
  return key(`${random.word()} ${serial}`, {
    values: names.map((name) =>
      random.below(4) === 0 ? text(name, random.words(2)) : dword(name, random.below(9)),
    ),
  });
}

/** `AppModel` and `AppX` state: numbers, binary data of all sizes, some of it big. */
function appPackage(random: Random, serial: number): KeyRecipe {
  const values: ValueRecipe[] = [
    dword('Flags', random.below(256)),
    dword('PackageType', random.below(8)),
    qword('InstallTime', BigInt(random.below(1 << 30)) << 20n),
    binary('Manifest', random.bytes(random.size())),
    multiText('Capabilities', [random.word(), random.word()]),
  ];
  return key(`${random.word()}.${random.word()}_${serial}_neutral`, {
    values,
    keys: [key('Schema', { values: [dword('Revision', serial), binary('Hash', random.bytes(32))] })],
  });
}

/** Takes what the key costs from the budget. The estimate is within a few percent of what the builder needs. */
function spent(budget: Budget, recipe: KeyRecipe): KeyRecipe {
  budget.left -= costOf(recipe);
  return recipe;
}

function costOf(recipe: KeyRecipe): number {
  let cost = 80 + recipe.name.length + 12;
  for (const value of recipe.values ?? []) {
    const size = value.data.length;
    cost += 24 + value.name.length + 8 + (size > 4 ? size + 8 : 0);
  }
  for (const subkey of recipe.keys ?? []) cost += costOf(subkey);
  return cost;
}
