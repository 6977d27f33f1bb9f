import { describe, expect, it } from 'vitest';
import { readScheduledTasks } from '../../../src/windows/incident/scheduled-tasks.ts';
import { utf16 } from '../../support/event-logs/values.ts';
import { taskXml } from '../../support/incident-pc.ts';
import { MemoryFileSystem } from '../../support/memory-file-system.ts';

const WINDOWS = '/mnt/pc/Windows';
const TASKS = `${WINDOWS}/System32/Tasks`;

function tasksOf(files: Readonly<Record<string, Uint8Array>>): MemoryFileSystem {
  const disk = new MemoryFileSystem({ flavour: 'posix' });
  for (const [name, bytes] of Object.entries(files)) disk.put(`${TASKS}/${name}`, bytes);
  return disk;
}
const file = (xml: string): Uint8Array => utf16(`\ufeff${xml}`);
const bigEndian = (xml: string): Uint8Array => new Uint8Array(Buffer.from(file(xml)).swap16());

describe('scheduled tasks', () => {
  it.each([
    ['Password', true],
    ['InteractiveTokenOrPassword', true],
    ['S4U', false],
    ['InteractiveToken', false],
    ['', false],
  ])('of the logon type %j keep a password: %s', async (logonType, keeps) => {
    const files = tasksOf({ A: file(taskXml(logonType, 'PC\\hanako')) });
    const { withPassword, count, state } = await readScheduledTasks(files, WINDOWS);
    expect({ count, state }).toEqual({ count: 1, state: 'read' });
    expect(withPassword).toEqual(
      keeps ? [{ name: '\\A', file: `${TASKS}/A`, logonType, account: 'PC\\hanako' }] : [],
    );
  });

  it.each([
    ['UTF-16', file],
    ['UTF-16 the other way round', bigEndian],
    ['UTF-16 without a mark', (xml: string) => utf16(xml)],
    ['UTF-8', (xml: string) => new TextEncoder().encode(xml)],
    ['UTF-8 with a mark', (xml: string) => new TextEncoder().encode(`\ufeff${xml}`)],
  ])('are read in %s', async (_name, encode) => {
    const files = tasksOf({ 'Ordner/Sicherung': encode(taskXml('Password', 'PC\\花子 &amp; Co')) });
    const { withPassword } = await readScheduledTasks(files, WINDOWS);
    expect(withPassword).toMatchObject([{ name: '\\Ordner\\Sicherung', account: 'PC\\花子 & Co' }]);
  });

  it('may be missing', async () => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.putFolder(WINDOWS);
    expect(await readScheduledTasks(files, WINDOWS)).toMatchObject({ state: 'missing', count: 0 });
  });

  it('may be unreadable', async () => {
    const files = tasksOf({ A: file('x') });
    files.refuse(TASKS, { reading: 'access-denied' });
    expect(await readScheduledTasks(files, WINDOWS)).toMatchObject({ state: 'unreadable' });
  });

  it('that are too large to be any are counted as unreadable', async () => {
    const files = tasksOf({ A: new Uint8Array(1024 * 1024 + 1) });
    expect((await readScheduledTasks(files, WINDOWS)).unreadable).toEqual({
      count: 1,
      first: [{ file: `${TASKS}/A`, because: 'too-large' }],
    });
  });

  it('that are a hundred thousand are not all read', { timeout: 60_000 }, async () => {
    const files = tasksOf({ T: file(taskXml('S4U', 'PC\\hanako')) });
    const many = new Proxy(files, {
      get(disk, name) {
        if (name === 'list')
          return async () =>
            Array.from({ length: 100_000 }, (_, index) => ({ name: `T${index}`, kind: 'file' }));
        if (name === 'open') return () => disk.open(`${TASKS}/T`);
        const member: unknown = Reflect.get(disk, name, disk);
        return typeof member === 'function' ? member.bind(disk) : member;
      },
    });
    const { count, isCut } = await readScheduledTasks(many, WINDOWS);
    expect({ count, isCut }).toEqual({ count: 20_000, isCut: true });
  });

  it('lie in no deeper folders than Windows makes', async () => {
    const files = tasksOf({
      [`${'f/'.repeat(30)}A`]: file(taskXml('Password', 'x')),
      B: file(taskXml('Password', 'x')),
    });
    expect((await readScheduledTasks(files, WINDOWS)).withPassword).toHaveLength(1);
  });
});
