import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import type { CheckResult } from '../../src/jobs/results.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import { html } from '../../src/report/page/html.ts';
import { reportPage } from '../../src/report/page/report-page.ts';
import type { RunRecord } from '../../src/report/run-record.ts';

const FOUND: CheckResult = {
  hive: 'E:\\Windows\\System32\\config\\SOFTWARE',
  hiveSize: 88_000_000,
  needsRepair: true,
  setting: { state: 'enforced', because: 'value', value: 2, valueName: 'DevicePasswordLessBuildVersion' },
  windows: {
    product: 'Windows 11 Pro',
    version: '24H2',
    computerName: '<script>alert(1)</script>',
    profiles: ['hanako'],
    isPreinstallation: false,
  },
  accounts: { accounts: [], microsoftIdentities: ['hanako@example.com'] },
  remedies: ['smart-card-optional'],
  otherCauses: [
    {
      cause: 'smart-card-required',
      affects: 'all-accounts',
      keyPath: ['Microsoft'],
      valueName: 'scforceoption',
      value: 1,
    },
  ],
  replay: {
    reasons: ['sequence-numbers-differ'],
    applied: [
      {
        file: 'E:\\SOFTWARE.LOG1',
        format: 'new',
        entries: 3,
        firstSequenceNumber: 41,
        lastSequenceNumber: 43,
        pages: 17,
        bytes: 69_632,
        stop: 'entry-torn',
      },
    ],
    refused: [{ file: 'E:\\SOFTWARE.LOG2', reason: 'superseded' }],
    baseBlockRecovered: false,
    sequenceNumber: 44,
    acceptedWithoutLogs: false,
  },
};

function record(end: RunRecord['end']): RunRecord {
  return {
    schema: 'hivemend-report/1',
    startedAt: '2026-11-23T09:00:00.000Z',
    finishedAt: '2026-11-23T09:00:02.000Z',
    program: { version: '1.2.3', commit: 'abc', hivex: '1.3.24', node: '22.0.0', architecture: 'x64' },
    host: 'MININT-1',
    arguments: ['check', 'E:'],
    end,
  };
}

const checked = record({
  schema: 'hivemend/2',
  command: 'check',
  ok: true,
  disk: 'unchanged',
  result: { targets: [{ target: 'E:', ok: true, exitCode: 3, disk: 'unchanged', result: FOUND }] },
});

describe('report page', () => {
  it.each([en, ja])(
    'tells what was found, the account of the logs, and the versions ($language)',
    (words) => {
      const page = reportPage(checked, words);
      for (const fact of [
        'E:\\Windows\\System32\\config\\SOFTWARE',
        'Windows 11 Pro 24H2',
        'hanako@example.com',
        'scforceoption',
        'E:\\SOFTWARE.LOG1',
        '41',
        '43',
        'E:\\SOFTWARE.LOG2',
        'hivemend 1.2.3',
        'hivex 1.3.24',
        '2026-11-23T09:00:02.000Z',
        `<html lang="${words.language}">`,
      ]) {
        expect(page).toContain(fact);
      }
    },
  );

  it('needs nothing from elsewhere and runs nothing', () => {
    const page = reportPage(checked, en);
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('tells a failure with what to do', () => {
    const error = new HiveError('volume-locked', { path: 'E:\\' });
    const page = reportPage(
      record({ schema: 'hivemend/2', command: 'repair', ok: false, disk: 'unchanged', error }),
      en,
    );
    expect(page).toContain('BitLocker');
    expect(page).toContain('class="bad"');
  });
});

it('html escapes everything that is put in, in text and in attributes', () => {
  const { text } = html`<p title="${`"'>`}">${'<b>&'}${1}${[html`<i>${'<'}</i>`, html`!`]}</p>`;
  expect(text).toBe('<p title="&quot;&#39;&gt;">&lt;b&gt;&amp;1<i>&lt;</i>!</p>');
});
