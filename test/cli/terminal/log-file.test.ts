import { describe, expect, it } from 'vitest';
import { LogFile } from '../../../src/cli/terminal/log-file.ts';
import { MemoryFileSystem } from '../../support/memory-file-system.ts';
import { fixture, HIVE } from '../../support/repair-scene.ts';
import { sit } from '../../support/sitting.ts';

const text = (files: MemoryFileSystem, path: string): string => new TextDecoder().decode(files.bytes(path));

/** What Configuration Manager's viewer looks for in a line. */
const ENTRY =
  /^<!\[LOG\[(.*)\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}\+000" date="\d\d-\d\d-\d{4}" component="hivemend" context="" type="([123])" thread="0" file="">$/;

describe('a log for the viewer of Configuration Manager', () => {
  it('has a line of its form for each thing', async () => {
    const files = new MemoryFileSystem();
    files.put(HIVE, fixture('setting-2'));
    await sit(['repair', '/mnt/pc', '--log', '/log', '--log-format', 'cmtrace'], { files });
    await sit(['repair', '/nowhere', '--log', '/log', '--log-format', 'cmtrace'], { files });
    const lines = text(files, '/log').split('\r\n');
    expect(lines.pop()).toBe('');
    const entries = lines.map((line) => {
      const [, text, type] = ENTRY.exec(line) ?? [];
      return { text, type };
    });
    expect(entries.filter(({ type }) => type === undefined)).toEqual([]);
    expect(entries[0]?.text).toMatch(/^start \{"args"/);
    expect(entries.at(-1)).toMatchObject({ type: '3', text: expect.stringContaining('file-missing') });
    expect(entries.filter(({ type }) => type === '3')).toHaveLength(1);
    expect(lines[0]).toMatch(/date="11-23-2026"/);
  });

  it('colours warnings, and holds nothing that ends a line early', async () => {
    const files = new MemoryFileSystem();
    const log = await LogFile.open(files, '/log', () => new Date(Date.UTC(2026, 10, 27, 9)), 'cmtrace');
    log.add('warning', { path: 'a]LOG]!>b\u001b' });
    await log.close();
    const [, found] = ENTRY.exec(text(files, '/log').trimEnd()) ?? [];
    expect(text(files, '/log')).toContain('type="2"');
    expect(JSON.parse(found?.replace('warning ', '') ?? '')).toEqual({ path: 'a]LOG]!>b\u001b' });
  });

  it('is not mixed with the other form', async () => {
    const files = new MemoryFileSystem();
    files.put(HIVE, fixture('setting-0'));
    await sit(['check', '/mnt/pc', '--log', '/log'], { files });
    const { exitCode } = await sit(['check', '/mnt/pc', '--log', '/log', '--log-format', 'cmtrace'], {
      files,
    });
    expect(exitCode).toBe(15);
  });
});
