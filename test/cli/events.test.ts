import { describe, expect, it } from 'vitest';
import { FILE_HEADER_BLOCK_SIZE } from '../../src/evtx/structures/file-header.ts';
import { buildEventLog, type MadeEvent } from '../support/event-logs/build-event-log.ts';
import { filetime, hex32, text } from '../support/event-logs/values.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend events` on logs that were made here. */

const EVENTS: readonly MadeEvent[] = [
  {
    provider: 'Microsoft-Windows-TPM-WMI',
    id: 1034,
    time: '2026-11-01T10:00:00.1234567Z',
    user: 'S-1-5-18',
    data: [
      ['UpdateType', text('DBX\u001b[2J')],
      ['When', filetime('2026-11-01T09:00:00.0000001Z')],
    ],
  },
  {
    provider: 'Microsoft-Windows-TPM-WMI',
    id: 1796,
    time: '2026-11-02T10:00:00Z',
    level: 2,
    data: [['', hex32(5)]],
  },
  { provider: 'Other', id: 1034, time: '2026-11-03T10:00:00Z' },
];

function filesWith(log: Uint8Array): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put('/logs/System.evtx', log);
  return files;
}
const show = (args: readonly string[], log = buildEventLog({ events: EVENTS })) =>
  sit(['events', '/logs/System.evtx', ...args], { files: filesWith(log) });

describe('hivemend events', () => {
  it('shows each event with its fields, and from when to when the log goes', async () => {
    const { exitCode, stdout, stderr } = await show([]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toBe(`2026-11-01 10:00:00.123 UTC  Microsoft-Windows-TPM-WMI 1034
  information, record 1, S-1-5-18
  UpdateType: DBX\\u{1b}[2J
  When: 2026-11-01T09:00:00.0000001Z

2026-11-02 10:00:00.000 UTC  Microsoft-Windows-TPM-WMI 1796
  error, record 2
  (no name): 0x5

2026-11-03 10:00:00.000 UTC  Other 1034
  information, record 3

/logs/System.evtx
3 of 3 records shown.
The log goes from 2026-11-01 10:00:00.123 UTC to 2026-11-03 10:00:00.000 UTC.
`);
  });

  it('says it in Japanese', async () => {
    const { stdout } = await show(['--lang', 'ja']);
    expect(stdout).toContain('エラー, レコード 2');
    expect(stdout).toContain('3 件のレコードのうち 3 件を表示しました。');
  });

  it.each([
    [
      ['--provider', 'Microsoft-Windows-TPM-WMI'],
      [1, 2],
    ],
    [
      ['--provider', 'tpm-wmi'],
      [1, 2],
    ],
    [['--provider', 'TPM'], []],
    [
      ['--id', '1034'],
      [1, 3],
    ],
    [['--id', '1796, 1034', '--provider', 'other'], [3]],
    [
      ['--since', '2026-11-02'],
      [2, 3],
    ],
    [
      ['--since', '2026-11-02T10:00'],
      [2, 3],
    ],
    [['--since', '2026-11-02 10:00:00.0000001Z'], [3]],
  ])('%j shows what was asked for', async (args, records) => {
    const { stdout } = await show([...args, '--json']);
    const { result } = JSON.parse(stdout);
    expect(result.events.map(({ recordId }: { recordId: string }) => Number(recordId))).toEqual(records);
    expect(result).toMatchObject({ count: records.length, log: { records: 3 } });
  });

  it('gives programs everything, exactly', async () => {
    const { stdout } = await show(['--json', '--id', '1034', '--provider', 'tpm-wmi']);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'hivemend/2',
      command: 'events',
      ok: true,
      disk: 'unchanged',
      result: {
        log: {
          file: '/logs/System.evtx',
          version: '3.2',
          isDirty: false,
          headerChecksum: 'right',
          chunks: { found: 1, declared: 1 },
          records: 3,
          period: { from: '2026-11-01T10:00:00.1234567Z', to: '2026-11-03T10:00:00.0000000Z' },
          damagedChunks: { count: 0, first: [] },
          damagedRecords: { count: 0, first: [] },
        },
        count: 1,
        events: [
          {
            time: '2026-11-01T10:00:00.1234567Z',
            provider: 'Microsoft-Windows-TPM-WMI',
            id: 1034,
            level: 4,
            recordId: '1',
            channel: 'System',
            computer: 'MADE-PC',
            user: 'S-1-5-18',
            processId: 4321,
            threadId: 1234,
            data: [
              { name: 'UpdateType', type: 'string', value: 'DBX\u001b[2J' },
              { name: 'When', type: 'filetime', value: '2026-11-01T09:00:00.0000001Z' },
            ],
          },
        ],
      },
    });
  });

  it('writes a line of JSON for each event, and the rest for people', async () => {
    const { stdout, stderr } = await show(['--json-lines']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).recordId)).toEqual(['1', '2', '3']);
    expect(stderr).toContain('3 of 3 records shown.');
  });

  it('says what is damaged, and shows the rest', async () => {
    const log = buildEventLog({
      events: Array.from({ length: 500 }, () => EVENTS[0] ?? []) as MadeEvent[],
      dirty: { chunks: 1 },
    });
    // A signature in the middle of the first chunk, and the header of the second.
    log.fill(0xff, FILE_HEADER_BLOCK_SIZE + 65536, FILE_HEADER_BLOCK_SIZE + 65536 + 512);
    const text = Buffer.from(log.buffer, log.byteOffset, log.byteLength);
    log.fill(0xff, text.indexOf('**\0\0', 30_000), text.indexOf('**\0\0', 30_000) + 2);
    const { stdout, exitCode } = await show([], log);
    expect(exitCode).toBe(0);
    const flat = stdout.replace(/\s+/g, ' ');
    expect(flat).toContain('The log was not closed: 2 chunks were found where its header counts 1.');
    expect(flat).toContain("The chunk at byte 4,096 is damaged (its records' checksum is wrong).");
    expect(flat).toContain('The chunk at byte 69,632 is damaged (its header is gone).');
    expect(flat).toContain('A record could not be read, at byte 30,');
    const { result } = JSON.parse((await show(['--json'], log)).stdout);
    expect(result.count).toBe(499);
    expect(result.log.damagedChunks).toMatchObject({
      count: 2,
      first: [{ recordsChecksum: 'wrong' }, { header: 'missing' }],
    });
    expect(result.log.damagedRecords).toMatchObject({ count: 1 });
  });

  it('says that there is nothing', async () => {
    expect((await show([], buildEventLog({ events: [] }))).stdout).toContain('The log holds no records.');
  });

  it.each([
    ['not an event log', new Uint8Array(5000), 12, 'This is not an event log'],
    ['no bytes', new Uint8Array(0), 12, 'The event log is cut off'],
  ])('refuses a file that is %s', async (_what, bytes, code, words) => {
    const { exitCode, stderr } = await show([], bytes);
    expect(exitCode).toBe(code);
    expect(stderr.replace(/\s+/g, ' ')).toContain(words);
    expect((await show(['--lang', 'ja'], bytes)).stderr).toContain('イベント ログ');
  });

  it('says when there is no such file', async () => {
    const { exitCode, stderr } = await sit(['events', '/nothing.evtx']);
    expect(exitCode).toBe(10);
    expect(stderr).toContain('/nothing.evtx');
  });

  it.each([
    [[], 'needs a LOG'],
    [['a', 'b'], 'one too many'],
    [['a', '--id', 'x'], '--id does not take "x"'],
    [['a', '--id', '65536'], '--id does not take'],
    [['a', '--id', '1,,2'], '--id does not take'],
    [['a', '--since', 'yesterday'], '--since does not take'],
    [['a', '--since', '2026-13-01'], '--since does not take'],
    [['a', '--json', '--json-lines'], "can't be used together"],
  ])('refuses the command line %j', async (args, words) => {
    const { exitCode, stdout, stderr } = await sit(['events', ...args]);
    expect(exitCode).toBe(2);
    expect((stdout + stderr).replace(/\s+/g, ' ')).toContain(words);
  });
});
