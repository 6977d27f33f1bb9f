import { describe, expect, it } from 'vitest';
import { type ErrorCode, HiveError } from '../../src/ground/errors.ts';
import { ERROR_EXAMPLES } from '../../src/report/error-examples.ts';
import { describeError } from '../../src/report/error-text.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import type { UsageProblem } from '../../src/report/messages/messages.ts';

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

const CODES = Object.keys(ERROR_EXAMPLES).filter((code): code is ErrorCode => code in ERROR_EXAMPLES);
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

function describeExample<Code extends ErrorCode>(code: Code, words: typeof en) {
  return describeError(new HiveError(code, ERROR_EXAMPLES[code]), words);
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
