import { beforeEach, describe, expect, it } from 'vitest';
import { findInterruptedRun } from '../../src/install/interrupted-run.ts';
import { writeKeptPages } from '../../src/install/kept-pages.ts';
import { findLock, isHeld } from '../../src/install/lock.ts';
import { MANIFEST_NAME, PENDING_NAME } from '../../src/install/manifest.ts';
import { recoverInterruptedRun } from '../../src/install/recovery.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { undoRepair } from '../../src/jobs/undo.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { fixture, HIVE, namesBeside } from '../support/repair-scene.ts';

/** Disks on which hivemend 0.1.0 was interrupted, as it left them. */

const FOLDER = `${CONFIG}/hivemend-backups/20261123-083000`;
const LOCK = `${HIVE}.hivemend-lock`;
const OLD = fixture('setting-2');
/** Its base block differs, as after every write. */
const NEW = fixture('setting-0').map((byte, at) => (at === 12 ? byte ^ 1 : byte));
/** The base block is written last. */
const HALF = Uint8Array.from([...OLD.subarray(0, 4096), ...NEW.subarray(4096)]);

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const setting = (value: number) => ({ state: 'x', because: 'value', value });

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
});

interface Left {
  readonly hive?: Uint8Array;
  readonly method?: 'replace' | 'in-place';
  readonly manifest?: typeof MANIFEST_NAME | typeof PENDING_NAME;
  readonly isWriting?: boolean;
  /** Without it, none were kept. */
  readonly pages?: 'kept';
  readonly command?: 'undo';
}

const sha256 = async (bytes: Uint8Array): Promise<string> => {
  const scratch = new MemoryFileSystem();
  scratch.put('/x', bytes);
  return scratch.sha256('/x');
};

/** The lock names the folder as the disk lay then. */
const putLock = (method: 'replace' | 'in-place', isWriting: boolean): void =>
  files.put(
    LOCK,
    bytesOf({
      schema: 1,
      command: 'repair',
      method,
      process: { id: 99, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:30.000Z' },
      startedAt: '2026-11-23T08:30:00.000Z',
      backupFolder: 'D:\\Windows\\System32\\config\\hivemend-backups\\20261123-083000',
      ...(isWriting && { isWriting }),
    }),
  );

async function put({ hive, method = 'replace', manifest, isWriting = false, pages, command }: Left) {
  if (hive !== undefined) files.put(HIVE, hive);
  putLock(method, isWriting);
  files.putFolder(FOLDER);
  if (method === 'replace') files.put(`${FOLDER}/SOFTWARE`, OLD);
  if (pages !== undefined) {
    const changed = [];
    for (let position = 0; position < OLD.length; position += 4096)
      changed.push({ position, bytes: OLD.slice(position, position + 4096) });
    await writeKeptPages(files, FOLDER, {
      lengthBefore: OLD.length,
      lengthAfter: NEW.length,
      pages: changed,
    });
  }
  if (manifest !== undefined) await putManifest(manifest, method, command ?? 'repair');
  files.flushAll();
}

async function putManifest(
  manifest: typeof MANIFEST_NAME | typeof PENDING_NAME,
  method: 'replace' | 'in-place',
  command: 'repair' | 'undo',
): Promise<void> {
  files.put(
    `${FOLDER}/${manifest}`,
    bytesOf({
      schema: 1,
      createdAt: '2026-11-23T08:30:00.000Z',
      command,
      kind: method === 'replace' ? 'whole' : 'pages',
      toolVersion: '0.1.0',
      hive: HIVE,
      files: [{ name: 'SOFTWARE', size: OLD.length, sha256: await sha256(OLD) }],
      change: { before: setting(2), after: setting(0) },
      sha256After: await sha256(NEW),
    }),
  );
}

const recover = () => recoverInterruptedRun(testTools(files), HIVE);
const REQUEST = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };

describe('a run of hivemend 0.1.0 that was interrupted', () => {
  it('is told by what only reads, with its backup', async () => {
    await put({ hive: OLD, manifest: PENDING_NAME });
    expect(await findInterruptedRun(testTools(files), HIVE)).toEqual({
      hive: HIVE,
      startedAt: '2026-11-23T08:30:00.000Z',
      backup: FOLDER,
    });
  });

  it.each([
    ['before its manifest', { hive: OLD }, 'cleaned-up', OLD],
    ['before the hive was replaced', { hive: OLD, manifest: PENDING_NAME }, 'taken-back', OLD],
    ['after that', { hive: NEW, manifest: PENDING_NAME }, 'finished', NEW],
    ['but for its lock', { hive: NEW, manifest: MANIFEST_NAME }, 'finished', NEW],
    ['and Windows wrote the hive since', { hive: HALF, manifest: PENDING_NAME }, 'left-alone', HALF],
    ['between two names', { manifest: PENDING_NAME }, 'taken-back', OLD],
    [
      'while it wrote in place',
      { hive: HALF, manifest: PENDING_NAME, method: 'in-place', isWriting: true, pages: 'kept' },
      'taken-back',
      OLD,
    ],
    [
      'before it wrote in place',
      { hive: OLD, manifest: PENDING_NAME, method: 'in-place', pages: 'kept' },
      'taken-back',
      OLD,
    ],
    [
      'after it wrote in place',
      { hive: NEW, manifest: PENDING_NAME, method: 'in-place', isWriting: true, pages: 'kept' },
      'finished',
      NEW,
    ],
  ] as const)('%s is dealt with', async (_, left: Left, kind, bytes) => {
    await put(left);
    files.put(`${HIVE}.hivemend-new`, Uint8Array.of(1));
    files.put(`${HIVE}.LOG1.hivemend-new`, Uint8Array.of(1));
    expect(await recover()).toMatchObject({ kind });
    expect(files.bytes(HIVE)).toEqual(bytes);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
    const isKept = kind === 'finished' || kind === 'left-alone';
    expect((await files.status(`${FOLDER}/${MANIFEST_NAME}`)) !== undefined).toBe(isKept);
  });

  it.each([
    ['no manifest', { hive: HALF, method: 'in-place', isWriting: true, pages: 'kept' }],
    ['no pages', { hive: HALF, method: 'in-place', isWriting: true, manifest: PENDING_NAME }],
  ] as const)('while it wrote in place, of which there are %s, is not called whole', async (_, left) => {
    await put(left);
    await expect(recover()).rejects.toMatchObject({ code: 'interrupted-run' });
    expect(files.bytes(HIVE)).toEqual(HALF);
    expect(await findLock(files, HIVE)).toBeDefined();
  });

  it('is no other PC’s business: pages that do not give the old hive are not written', async () => {
    const others = HALF.slice();
    others[HALF.length - 1] = 1;
    await put({ hive: HALF, manifest: PENDING_NAME, method: 'in-place', isWriting: true, pages: 'kept' });
    files.put(HIVE, Uint8Array.from([...others, ...new Uint8Array(4096)]));
    const now = files.bytes(HIVE);
    // What was kept covers the whole old hive: only one of another length can differ behind it.
    const kept = OLD.slice(0, 4096);
    await files.remove(`${FOLDER}/pages.journal`);
    const lengths = { lengthBefore: OLD.length, lengthAfter: NEW.length };
    await writeKeptPages(files, FOLDER, { ...lengths, pages: [{ position: 0, bytes: kept }] });
    expect(await recover()).toMatchObject({ kind: 'left-alone' });
    expect(files.bytes(HIVE)).toEqual(now);
  });

  it('that brought logs back takes them back', async () => {
    await put({ hive: OLD, manifest: PENDING_NAME, command: 'undo' });
    files.put(`${HIVE}.LOG1`, Uint8Array.of(1, 2, 3));
    expect(await recover()).toMatchObject({ kind: 'taken-back' });
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
  });

  it('is at work while its process is', async () => {
    await put({ hive: OLD, manifest: PENDING_NAME });
    const lock = await findLock(files, HIVE);
    if (lock === undefined) throw new Error('there is a lock');
    const held = (id: number, host: string) => {
      const process = { id, host, bootedAt: '2026-11-23T08:00:00.000Z' };
      return isHeld(testTools(files, { process, isAlive: (asked) => asked === 99 }), HIVE, lock);
    };
    expect(await held(1, 'MININT-TEST')).toBe(true);
    expect(await held(1, 'MININT-OTHER')).toBe(false);
    expect(await held(99, 'MININT-TEST')).toBe(false);
  });

  it.each([{ schema: 3 }, { method: 'x' }, { backupFolder: '' }, { process: { id: -1, host: 'x' } }])(
    'is none with %o in its lock',
    async (change) => {
      await put({ hive: OLD });
      const lock: object = JSON.parse(new TextDecoder().decode(files.bytes(LOCK)));
      files.put(LOCK, bytesOf({ ...lock, ...change }));
      expect((await findLock(files, HIVE))?.earlier).toBeUndefined();
    },
  );

  it('can be repaired, and that be undone, in one go', async () => {
    await put({ hive: HALF, manifest: PENDING_NAME, method: 'in-place', isWriting: true, pages: 'kept' });
    const outcome = await repairHive(testTools(files), REQUEST);
    expect(outcome).toMatchObject({ disk: 'changed', recovery: { kind: 'taken-back' } });
    await undoRepair(testTools(files), { hiveSet: softwareSet(), force: false });
    expect(files.bytes(HIVE)).toEqual(OLD);
  });

  it('may be interrupted again while it is taken back', async () => {
    await put({ hive: HALF, manifest: PENDING_NAME, method: 'in-place', isWriting: true, pages: 'kept' });
    const counting = new FaultyFileSystem(files.copy(), new Random(0));
    await recoverInterruptedRun(testTools(counting), HIVE);
    for (let at = 1; at <= counting.calls; at += 1) {
      const disk = files.copy();
      const cut = new FaultyFileSystem(disk, new Random(at), 'killed', at);
      await recoverInterruptedRun(testTools(cut), HIVE).catch(() => undefined);
      disk.closeAll();
      disk.losePower(at);
      const isLocked = (await findLock(disk, HIVE)) !== undefined;
      if (isLocked) await recoverInterruptedRun(testTools(disk), HIVE);
      expect(disk.bytes(HIVE), `seed ${at}`).toEqual(OLD);
    }
  });
});
