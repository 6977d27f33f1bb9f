import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/page/html.ts';
import { styleFor } from '../../src/report/person/console.ts';
import { linesOf, printable, printableJson, printed } from '../../src/report/printed.ts';
import { hang, padEnd, wrap } from '../../src/report/text-layout.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

/** Clears the screen; the same by a C1 control; turns the direction of writing; makes a line of its own. */
const HOSTILE = '\u001b[2J\u009b2J\u202e\nSPOOFED\r\u2028';
const CONTROLS = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

describe('printable text', () => {
  it('shows what would move the cursor or turn the direction of writing, and nothing else', () => {
    expect(printable('C:\\Users\\花子')).toBe('C:\\Users\\花子');
    expect(printable('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
    expect(printable('\ud800')).toBe('\\u{d800}');
    expect(printable(printable(HOSTILE))).toBe(printable(HOSTILE));
  });

  it('is all that layout and style make', () => {
    const style = styleFor(80, false);
    const made = [
      ...wrap(HOSTILE, 20),
      ...hang(HOSTILE, HOSTILE, 60),
      padEnd(HOSTILE, 3),
      style.bold(HOSTILE),
      printed`${printable(HOSTILE)}`,
    ];
    for (const line of made) expect(line).not.toMatch(/\p{Cc}|\p{Cf}|\p{Zl}/u);
    expect(styleFor(80, true).bad(HOSTILE)).toBe(`\u001b[31m${printable(HOSTILE)}\u001b[0m`);
    expect(linesOf([printable('a'), printable('b\n')])).toBe('a\nb\\u{a}\n');
  });

  it('stays the same JSON', () => {
    const content = { [HOSTILE]: [HOSTILE, '\u{e0001}'] };
    const text = printableJson(JSON.stringify(content, null, 2));
    expect(text).not.toMatch(CONTROLS);
    expect(JSON.parse(text)).toEqual(content);
  });

  it('is what stands in a page', () => {
    expect(html`<p>${HOSTILE}</p>`.text).not.toMatch(/\p{Cc}|\p{Cf}|\p{Zl}/u);
  });

  it('is made in one place, and painted in another', () => {
    const source = join(import.meta.dirname, '../../src');
    const makers = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => /\bas Printed\b/.test(readFileSync(join(source, path), 'utf8')))
      .map((path) => path.replaceAll('\\', '/'));
    expect(makers.sort()).toEqual(['report/person/console.ts', 'report/printed.ts']);
  });
});

describe('a disk with a hostile name', () => {
  const root = `/mnt/${HOSTILE}`;
  const MOUNTS = `/dev/sda3 ${root.replaceAll('\n', '\\012')} ntfs rw 0 0\n`;

  function disk(): MemoryFileSystem {
    const files = new MemoryFileSystem();
    files.put(`${root}/Windows/System32/config/SOFTWARE`, fixture('setting-2'));
    files.put(`${root}/Windows/System32/ntoskrnl.exe`, Uint8Array.of(1));
    return files;
  }

  it.each([
    ['list', []],
    ['list', ['--json']],
    ['check', [root]],
    ['check', [root, '--json']],
    ['repair', [root]],
    ['repair', [root, '--json']],
    ['repair', [`${root}/nothing`]],
    ['list-backups', [root]],
    ['undo', [root]],
    ['make-media', [root]],
    ['self-test', [root]],
  ])('never reaches the terminal with %s %j', async (command, args) => {
    const { stdout, stderr } = await sit([command, ...args], { files: disk(), mounts: MOUNTS });
    expect(stdout + stderr).not.toBe('');
    expect(stdout + stderr).not.toMatch(CONTROLS);
    expect(stdout + stderr).not.toMatch(/^SPOOFED/m);
  });

  it('never reaches it by questions either, or by the log', async () => {
    const { stdout, stderr } = await sit([], { files: disk(), mounts: MOUNTS, typed: ['y'] });
    expect((stdout + stderr).replaceAll('\r', '')).not.toMatch(CONTROLS);
    const files = disk();
    await sit(['repair', root, '--log', '/mnt/log'], { files });
    expect(new TextDecoder().decode(files.bytes('/mnt/log'))).not.toMatch(CONTROLS);
    expect(files.bytes(HIVE)).toBeUndefined();
  });
});
