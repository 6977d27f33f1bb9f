import { describe, expect, it } from 'vitest';
import type { WritableFile, WritableFileSystem } from '../../src/files/file-system.ts';
import type { PartWork } from '../../src/imaging/opened.ts';
import { WIM_HEADER_SIZE } from '../../src/imaging/wim/structures.ts';
import { faults } from '../support/faulty-file-system.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { changeInMemory, fileInWim, haveWimlib, madeWim } from '../support/memory-wimlib.ts';
import { Random } from '../support/random.ts';
import { sweepSeeds, sweepSize } from '../support/sweep-size.ts';
import { type Scenario, type Situation, summary, sweep } from './sweep.ts';

/** A file in a WIM changes, with a fault at every file call. What is in the WIM then is told by wimlib. */

const WIM = '/images/install.wim';
const NAME = 'Windows/hive';
const CHUNK = 0x8000;

/** Chunks that pack well, each in its own way, and a last one that is not whole. */
const OLD = new Uint8Array(3 * CHUNK + 100).map((_, at) => Math.floor(at / 64) & 0xff);
const NEW = OLD.slice();
const random = new Random(7);
for (let at = CHUNK + 50; at < CHUNK + 250; at += 1) NEW[at] = random.below(256);

/** `disk` is what lies below `files`. */
async function change(disk: MemoryFileSystem, files: WritableFileSystem): Promise<'changed'> {
  const [end] = await changeInMemory(disk, files, { wim: WIM, reads: [NAME] }, writeNew(disk));
  if (end?.ok === false) throw end.thrown;
  return 'changed';
}

/** What works on a file proves its own writes. */
const writeNew =
  (files: WritableFileSystem): PartWork<undefined> =>
  async (_, folder) => {
    const file = await files.openForWriting(files.join(folder, NAME));
    try {
      await file.write(NEW, 0);
    } finally {
      await file.close();
    }
    return { result: undefined, isChanged: true };
  };

/** The system takes the few bytes of a header in one piece: a process that is killed has written all of them, or none. */
class WholeHeaders extends MemoryFileSystem {
  override async openForWriting(path: string): Promise<WritableFile> {
    const file = await super.openForWriting(path);
    if (path !== WIM) return file;
    const write = file.write.bind(file);
    return Object.assign(file, {
      write: async (bytes: Uint8Array, position: number) => {
        if (position > 0 || bytes.length >= WIM_HEADER_SIZE) await write(bytes, position);
      },
    });
  }
}

function scenarioOf(packing: string): Scenario {
  const start = madeWim(new Map([[NAME, OLD]]), `--compress=${packing}`);
  const known = new Map<string, string>();
  const stateOf = (disk: MemoryFileSystem): string => {
    const bytes = disk.bytes(WIM) ?? new Uint8Array();
    const key = Buffer.from(bytes).toString('latin1');
    const state = known.get(key) ?? stateOfBytes(bytes);
    known.set(key, state);
    return state;
  };
  let fresh = new WholeHeaders();
  return {
    name: `a WIM of ${packing}`,
    disk: async () => {
      fresh = new WholeHeaders();
      fresh.put(WIM, start);
      fresh.putFolder('/tmp');
      return fresh;
    },
    run: async (files) => change(fresh, files),
    judge: async (disk, situation) => wrongIn(stateOf(disk), situation),
    next: [
      {
        name: 'again',
        run: (files) => change(files instanceof MemoryFileSystem ? files : fresh, files),
        judge: async (disk) => (stateOf(disk) === 'new' ? [] : [stateOf(disk)]),
      },
    ],
  };
}

function stateOfBytes(bytes: Uint8Array): string {
  const held = fileInWim(bytes, `/${NAME}`);
  if (held === undefined) return 'broken';
  return Buffer.compare(held, OLD) === 0 ? 'old' : Buffer.compare(held, NEW) === 0 ? 'new' : 'mixed';
}

function wrongIn(state: string, { told }: Situation): string[] {
  const allowed = { unchanged: ['old'], changed: ['new'], restored: ['old'] }[String(told)] ?? ['old', 'new'];
  return allowed.includes(state) ? [] : [`${state} where ${allowed.join(' or ')} is right`];
}

describe.runIf(haveWimlib)('a change in a WIM', () => {
  it.each(['LZX', 'XPRESS', 'none'])('of %s is there or not, whatever happens', async (packing) => {
    const options = { faults, lossSeeds: sweepSeeds(1, 4), stride: sweepSize(29, 1) };
    const result = await sweep(scenarioOf(packing), options);
    console.info(summary(packing, result));
    expect(result.problems).toEqual([]);
  });
});
