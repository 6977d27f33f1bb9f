import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/argv/arguments.ts';
import { COMMANDS } from '../../../src/cli/command-list.ts';

const parse = (...line: string[]) => parseArguments(line, COMMANDS);

function problemOf(...line: string[]) {
  const parsed = parse(...line);
  return parsed.kind === 'wrong' ? parsed.problem : parsed;
}

describe('command line', () => {
  it('reads a verb, its targets and its options, in any order', () => {
    for (const line of [
      ['repair', 'E:', 'D:\\Windows', '--value', '0x2', '--backup-dir', 'F:\\b', '--dry-run'],
      ['--dry-run', 'repair', '--value=2', 'E:', '--backup-dir=F:\\b', 'D:\\Windows'],
    ]) {
      const parsed = parse(...line);
      expect(parsed.kind === 'command' && parsed.command.name).toBe('repair');
      expect(parsed.kind === 'command' && parsed.args).toEqual({
        targets: ['E:', 'D:\\Windows'],
        options: { 'dry-run': true, value: 2, 'backup-dir': 'F:\\b' },
      });
    }
  });

  it('leaves targets as they are typed, even when they look like numbers or have dots', () => {
    const parsed = parse('check', '007', '1e3', 'a.b', '--', '--json');
    expect(parsed.kind === 'command' && parsed.args.targets).toEqual(['007', '1e3', 'a.b', '--json']);
  });

  it('takes a verb behind the end of the options', () => {
    expect(parse('--json', '--', 'check', '--odd')).toMatchObject({
      kind: 'command',
      command: { name: 'check' },
      args: { targets: ['--odd'], options: { json: true } },
    });
  });

  it.each([['--version'], ['-V'], ['--version', '--json'], ['--lang', 'ja', '-V']])(
    'takes %s for the verb',
    (...words) => {
      const parsed = parse(...words);
      expect(parsed.kind === 'command' && parsed.command.name).toBe('version');
    },
  );

  it.each([['check', '--version'], ['repair', 'E:', '-V'], ['-V', '-V'], ['--version=1'], ['--', '-V']])(
    'takes %s for nothing of the kind',
    (...words) => {
      expect(parse(...words).kind).toBe('wrong');
    },
  );

  it.each([['/?'], ['-h'], ['-?'], ['--help'], ['help']])('takes %s for a wish for help', (word) => {
    expect(parse(word)).toMatchObject({ kind: 'help' });
  });

  it('gives the help of a verb, either way round', () => {
    for (const line of [
      ['undo', '--help'],
      ['help', 'undo'],
      ['--help', 'undo'],
      ['undo', '/?'],
    ]) {
      const parsed = parse(...line);
      expect(parsed).toMatchObject({ kind: 'help', topic: { name: 'undo' } });
    }
  });

  it('knows when there is no verb', () => {
    expect(parse()).toEqual({ kind: 'nothing', options: {} });
    expect(parse('--lang', 'ja')).toEqual({ kind: 'nothing', options: { lang: 'ja' } });
  });

  it.each<[string[], object]>([
    [['repiar', 'E:'], { kind: 'unknown-command', given: 'repiar', nearest: 'repair' }],
    [['fix'], { kind: 'unknown-command', given: 'fix' }],
    [['help', 'nothing'], { kind: 'unknown-command', given: 'nothing' }],
    [['--dry-run'], { kind: 'command-missing', option: '--dry-run' }],
    [['check', 'E:', '--jsno'], { kind: 'unknown-option', given: '--jsno', nearest: '--json' }],
    [['check', 'E:', '-x'], { kind: 'unknown-option', given: '-x' }],
    [['check', 'E:', '--no-json'], { kind: 'unknown-option', given: '--no-json' }],
    [['check', 'E:', '--force'], { kind: 'option-of-other-command', option: '--force', command: 'check' }],
    [['repair', 'E:', '--value', '1', '--value', '2'], { kind: 'option-repeated', option: '--value' }],
    [['check', '--json=maybe', 'E:'], { kind: 'option-takes-no-value', option: '--json', given: 'maybe' }],
    [['check', 'E:', '--report'], { kind: 'option-needs-value', option: '--report', argument: 'FILE' }],
    [['check', 'E:', '--report', '--json'], { kind: 'option-needs-value', option: '--report' }],
    [['check', 'E:', '--lang', 'de'], { kind: 'option-value', option: '--lang', given: 'de' }],
    [['repair', 'E:', '--value', '-1'], { kind: 'option-value', option: '--value', given: '-1' }],
    [['repair', 'E:', '--value', '4294967296'], { kind: 'option-value', option: '--value' }],
    [['repair', 'E:', '--value', 'two'], { kind: 'option-value', option: '--value', given: 'two' }],
    [['list-backups'], { kind: 'target-missing', operand: 'TARGET' }],
    [['list-backups', 'E:', 'D:'], { kind: 'too-many-targets', given: 'D:', atMost: 1 }],
    [['version', 'x'], { kind: 'too-many-targets', given: 'x', atMost: 0 }],
    [['check', 'E:" --json'], { kind: 'quote-in-target', given: 'E:" --json' }],
  ])('refuses %j', (line, problem) => {
    expect(problemOf(...line)).toMatchObject(problem);
  });

  it('takes a lone dash for standard input where a file is expected', () => {
    const parsed = parse('unlock', 'E:', '--recovery-password-file', '-');
    expect(parsed.kind === 'command' && parsed.args.options).toEqual({ 'recovery-password-file': '-' });
  });

  it('leaves what stands behind -- alone', () => {
    const parsed = parse('check', '--', '-h', '/?');
    expect(parsed.kind === 'command' && parsed.args.targets).toEqual(['-h', '/?']);
  });

  it('does not take a target for the value of a flag', () => {
    const parsed = parse('check', '--json', 'true', '--all', 'false');
    expect(parsed.kind === 'command' && parsed.args).toEqual({
      targets: ['true', 'false'],
      options: { json: true, all: true },
    });
  });

  it('takes every number that a REG_DWORD can hold', () => {
    for (const [text, value] of [
      ['0', 0],
      ['4294967295', 0xffff_ffff],
      ['0xFFFFFFFF', 0xffff_ffff],
    ] as const) {
      const parsed = parse('repair', 'E:', '--value', text);
      expect(parsed.kind === 'command' && parsed.args.options.value).toBe(value);
    }
  });

  it('does not fall for names that every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(problemOf('check', 'E:', `--${name}`)).toMatchObject({ kind: 'unknown-option' });
    }
  });
});
