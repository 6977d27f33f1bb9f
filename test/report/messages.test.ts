import { describe, expect, it } from 'vitest';
import { type ErrorCode, type ErrorDetails, HiveError } from '../../src/ground/errors.ts';
import { describeError } from '../../src/report/error-text.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import type { UsageProblem } from '../../src/report/messages/messages.ts';

const FORMAT = {
  file: 'E:\\SOFTWARE',
  offset: 4096,
  structure: 'hive bin',
  expected: 'hbin',
  actual: 'abcd',
};
const FILE = { path: 'E:\\SOFTWARE', cause: 'EIO' };

/** An example of each error. One that is missing here does not compile. */
const EXAMPLES: { readonly [Code in ErrorCode]: ErrorDetails[Code] } = {
  usage: { kind: 'unknown-command', given: 'chekc', nearest: 'check' },
  'ambiguous-target': { candidates: ['E:\\Windows', 'E:\\WINNT'] },
  'backup-missing': { target: 'E:\\SOFTWARE', id: '20260101-000000' },
  'terminal-needed': { command: 'hivemend unlock' },
  'file-missing': FILE,
  'file-exists': FILE,
  'not-a-file': FILE,
  'not-a-folder': FILE,
  'access-denied': FILE,
  'file-in-use': FILE,
  'read-only': FILE,
  'file-read': FILE,
  'file-write': FILE,
  'no-hard-links': FILE,
  'disk-full': { ...FILE, needed: 94_371_840, available: 10_485_760 },
  'file-changed': FILE,
  'hive-locked': { path: 'E:\\SOFTWARE', processId: 42, since: '2026-01-01T00:00:00Z' },
  'hive-in-use': FILE,
  'windows-missing': FILE,
  'windows-nowhere': { drives: [{ root: 'C:\\', state: 'unreadable' }] },
  'still-locked': { drives: ['D:\\'] },
  'hive-missing': FILE,
  'volume-locked': FILE,
  'windows-hibernated': { path: 'E:\\hiberfil.sys', signature: 'hibr' },
  'hive-signature': FORMAT,
  'hive-version': FORMAT,
  'hive-checksum': FORMAT,
  'hive-truncated': FORMAT,
  'hive-structure': FORMAT,
  'hive-damaged': { ...FORMAT, finding: 'cell-overruns', count: 7 },
  'event-log-signature': FORMAT,
  'event-log-version': FORMAT,
  'event-log-truncated': FORMAT,
  'event-log-structure': FORMAT,
  'logs-missing': FILE,
  'logs-unusable': { path: 'E:\\SOFTWARE', reasons: ['SOFTWARE.LOG1: empty'] },
  'not-a-software-hive': { path: 'E:\\SYSTEM', kind: 'SYSTEM' },
  'output-folder-missing': { path: 'F:\\logs\\a.log', folder: 'F:\\logs' },
  'not-a-log': { path: 'E:\\SOFTWARE' },
  'file-not-ours': { path: 'F:\\README.txt' },
  'edits-contradict': { path: 'E:\\SOFTWARE', index: 3, earlier: 1, key: ['Microsoft'], value: 'Setting' },
  'data-type-unknown': { given: 'REG_STRANGE' },
  'data-malformed': { type: 'REG_DWORD', given: 'many', problem: 'no-number' },
  'edit-refused': { path: 'E:\\SOFTWARE', index: 0, key: [], reason: 'root' },
  'hive-too-large': { path: 'E:\\SOFTWARE', size: 2_200_000_000 },
  'path-diverted': { path: 'E:\\Windows', target: 'C:\\Windows' },
  'not-a-hive': { path: 'E:\\SOFTWARE', kind: 'zeros' },
  'key-diverted': {
    path: 'E:\\SOFTWARE',
    key: ['Microsoft', 'Device'],
    obstacle: 'symbolic-link',
    target: '\\REGISTRY\\MACHINE',
  },
  'hive-not-as-left': { path: 'E:\\SOFTWARE', backup: '20260101-000000' },
  'backup-damaged': { path: 'E:\\SOFTWARE', expected: 'aa', actual: 'bb' },
  'key-path-malformed': { given: 'HKLM\\\\x', problem: 'name-empty' },
  'key-path-unmapped': { key: 'HKEY_LOCAL_MACHINE\\HARDWARE' },
  'key-path-of-other-hive': { path: 'E:\\SOFTWARE', kind: 'SOFTWARE', key: 'HKEY_LOCAL_MACHINE\\SAM' },
  'profile-missing': { path: 'E:\\Windows', name: 'hanako', known: ['taro', 'Default'] },
  'control-set-unknown': { path: 'E:\\SYSTEM' },
  'key-missing': { path: 'E:\\SOFTWARE', key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\x' },
  'value-missing': { path: 'E:\\SOFTWARE', key: 'HKEY_LOCAL_MACHINE\\SOFTWARE', value: 'x' },
  'nothing-found': { path: 'E:\\SOFTWARE', key: 'HKEY_LOCAL_MACHINE\\SOFTWARE', text: 'x' },
  'reg-file-header': { path: 'E:\\a.reg', found: 'REGEDIT5' },
  'reg-file-undecodable': { path: 'E:\\a.reg', line: 3, column: 7, encoding: 'UTF-8' },
  'reg-file-code-page': { path: 'E:\\a.reg', line: 3, column: 7, codePage: 10000 },
  'reg-file-too-large': { path: 'E:\\a.reg', counted: 'entries', limit: 4_000_000 },
  'reg-file-unclear': { path: 'E:\\a.reg', line: 3, column: 7, problem: 'dword-digits', count: 2 },
  'image-signature': FORMAT,
  'image-truncated': FORMAT,
  'image-structure': FORMAT,
  'image-part-missing': { path: 'install.wim', part: '9', parts: [{ index: 1, name: 'Windows 11 Pro' }] },
  'image-part-unnamed': { path: 'install.wim', parts: [{ index: 1, name: 'Pro' }] },
  'image-not-writable': { path: 'install.esd', because: 'solid' },
  'program-missing': { program: 'wimlib-imagex', package: 'wimtools', minimum: '1.13' },
  'program-too-old': { program: 'wimlib-imagex', package: 'wimtools', minimum: '1.13', version: '1.6' },
  'program-failed': { program: 'wimlib-imagex', path: 'install.wim', exitCode: 2, said: 'no' },
  'image-not-written': { path: 'install.wim', program: 'unmount', said: 'no room' },
  'image-uncertain': { path: 'install.wim', program: 'verify', said: 'no' },
  'image-left-mounted': { path: '/tmp/hivemend-image-1', mount: '/tmp/hivemend-image-1/mount' },
  'target-list': { path: 'list.txt', line: 3, problem: 'unknown-option', option: 'colour' },
  'targets-nowhere': { places: ['E:\\images'] },
  'not-result-lines': { path: 'run.jsonl' },
  'hivex-call': { call: 'hivex_open', errno: 95, message: 'not supported' },
  'hivex-trap': { call: 'hivex_open', message: 'unreachable' },
  'media-damaged': { path: 'E:\\README.txt', expected: 'aa', actual: 'bb' },
  'hivex-module': { reason: 'it exports no memory' },
  'verification-failed': { path: 'E:\\SOFTWARE', differences: ['bytes 5 to 9'] },
  'write-undone': { path: 'E:\\SOFTWARE', reason: 'EIO' },
  'restore-failed': { path: 'E:\\SOFTWARE', backup: 'F:\\b', reason: 'EIO' },
  'interrupted-run': { path: 'E:\\SOFTWARE', backup: 'F:\\b', reason: 'file-missing' },
  'command-missing': { program: 'manage-bde.exe' },
  'command-failed': { program: 'reg.exe', exitCode: 1 },
  'recovery-password-malformed': { groups: [3], problem: 'groups-mistyped' },
  'protection-refused': { volume: 'C:', action: 'suspend', exitCode: -2144272345 },
  'recovery-password-lost': { volume: 'C:', keyId: 'DFA26333-9C14-402C-8E21-A8C40AF3D5B1' },
  'key-on-same-drive': { path: 'C:\\key.txt', volume: 'C:' },
  'unlock-refused': { volume: 'E:', exitCode: -2144272345 },
  'not-administrator': { path: 'HKEY_LOCAL_MACHINE\\SOFTWARE' },
  cancelled: {},
  bug: { message: 'index out of range' },
};

const PROBLEMS: { readonly [Kind in UsageProblem['kind']]: Extract<UsageProblem, { readonly kind: Kind }> } =
  {
    'unknown-command': { kind: 'unknown-command', given: 'chekc', nearest: 'check' },
    'target-without-command': { kind: 'target-without-command', given: 'D:' },
    'command-missing': { kind: 'command-missing', option: '--value' },
    'unknown-option': { kind: 'unknown-option', given: '--jsno', nearest: '--json' },
    'option-of-other-command': { kind: 'option-of-other-command', option: '--force', command: 'check' },
    'option-repeated': { kind: 'option-repeated', option: '--json' },
    'option-takes-no-value': { kind: 'option-takes-no-value', option: '--json', given: 'x' },
    'option-needs-value': { kind: 'option-needs-value', option: '--log', argument: 'FILE' },
    'option-value': { kind: 'option-value', option: '--lang', given: 'de', expected: 'en, ja' },
    'options-exclude': { kind: 'options-exclude', options: ['--online', '--all'] },
    'drive-expected': { kind: 'drive-expected', given: 'foo' },
    'target-missing': { kind: 'target-missing', operand: 'TARGET' },
    'too-many-targets': { kind: 'too-many-targets', given: 'x', atMost: 1 },
    'quote-in-target': { kind: 'quote-in-target', given: 'E:"' },
    unreadable: { kind: 'unreadable', text: 'x' },
  };

const CODES = Object.keys(EXAMPLES).filter((code): code is ErrorCode => code in EXAMPLES);
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

function describeExample<Code extends ErrorCode>(code: Code, words: typeof en) {
  return describeError(new HiveError(code, EXAMPLES[code]), words);
}

describe('messages', () => {
  it.each(CODES)('say what is wrong and what to do: %s', (code) => {
    const english = describeExample(code, en);
    const japanese = describeExample(code, ja);
    for (const text of [english.what, english.next, japanese.what, japanese.next]) {
      expect(text).not.toMatch(/undefined|\[object|NaN/);
    }
    expect(english.what + english.next).not.toMatch(JAPANESE);
    expect(english.what).toMatch(/[.?]$/);
    expect(english.next).toMatch(/\.\)?$/);
    expect(japanese.what).toMatch(JAPANESE);
    expect(japanese.next).toMatch(/。$/);
  });

  it.each(Object.values(PROBLEMS))('say what is wrong with the command line: $kind', (problem) => {
    const error = new HiveError('usage', problem);
    expect(describeError(error, en).what).toMatch(/^[^\u3040-\u9fff]+[.?]$/);
    expect(describeError(error, ja).what).toMatch(JAPANESE);
    expect(describeError(error, ja).what).not.toMatch(/undefined/);
  });

  it('name the same paths, numbers and options in both languages', () => {
    for (const code of CODES) {
      const facts = (text: string) => [...text.matchAll(/[A-Z]:\\[\w\\]*|--[a-z-]+/g)].map(String).sort();
      const english = describeExample(code, en);
      const japanese = describeExample(code, ja);
      expect([code, facts(japanese.what + japanese.next)]).toEqual([
        code,
        facts(english.what + english.next),
      ]);
    }
  });
});
