import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/cli/surroundings.ts';
import { ask, askNumber, askYesNoOrKey, askYesOrNo } from '../../../src/cli/terminal/prompt.ts';
import { isHiveError } from '../../../src/ground/errors.ts';
import { styleFor } from '../../../src/report/person/console.ts';
import { textWidth } from '../../../src/report/text-layout.ts';

const STYLE = styleFor(80, false);

/** A terminal at which these keys are pressed, each time somebody listens. */
function terminal(...keys: readonly (string | Key['name'])[]) {
  const names: readonly string[] = [
    'enter',
    'backspace',
    'escape',
    'interrupt',
    'end-of-input',
    'clear-line',
  ];
  const left = keys.map((key): Key => {
    return names.includes(key) ? { name: key as Key['name'], text: undefined } : { name: 'other', text: key };
  });
  const screen = { text: '', listeners: 0 };
  return {
    screen,
    left,
    stdin: {
      isTerminal: true,
      readAll: async () => new Uint8Array(),
      onKey(listener: (key: Key) => void) {
        let listening = true;
        screen.listeners += 1;
        queueMicrotask(() => {
          while (listening && left.length > 0) {
            const key = left.shift();
            if (key !== undefined) {
              listener(key);
            }
          }
        });
        return () => {
          listening = false;
          screen.listeners -= 1;
        };
      },
    },
    stderr: {
      isTerminal: true,
      columns: 80,
      hasColors: false,
      write: (text: string) => {
        screen.text += text;
      },
    },
  };
}

describe('prompt', () => {
  it('takes a line, with corrections', async () => {
    const pc = terminal('x', 'clear-line', 'E', ':', 'ん', 'backspace', 'escape', ' ', 'enter', 'late');
    expect(await ask(pc, 'Drive:', STYLE)).toBe('E:');
    expect(pc.screen.listeners).toBe(0);
    expect(pc.left).toHaveLength(1);
  });

  it('writes over what was deleted, full-width characters too', async () => {
    const pc = terminal('回', '復', 'backspace', 'enter');
    await ask(pc, '>', STYLE);
    const states = pc.screen.text.split('\r');
    expect(states.filter((state) => state === '> 回  ')).toHaveLength(1);
  });

  it('takes what is pasted at once, without its control characters', async () => {
    expect(await ask(terminal('123\u001b-456\n', 'enter'), '?', STYLE)).toBe('123-456');
  });

  it.each([['interrupt'], ['end-of-input']] as const)('is cancelled by %s', async (key) => {
    const pc = terminal(key);
    await expect(ask(pc, '?', STYLE)).rejects.toSatisfy((error) => isHiveError(error, 'cancelled'));
    expect(pc.screen.listeners).toBe(0);
  });

  it('does not take the end of the input for an end in the middle of an answer', async () => {
    expect(await ask(terminal('a', 'end-of-input', 'enter'), '?', STYLE)).toBe('a');
  });

  it('never writes beyond the line', async () => {
    const pc = terminal(...'x'.repeat(300), 'enter');
    expect(await ask(pc, 'A question of some length, which needs the line for itself', STYLE)).toHaveLength(
      200,
    );
    expect(Math.max(...pc.screen.text.split(/[\r\n]/).map(textWidth))).toBeLessThan(80);
  });

  it.each([
    ['y', true],
    ['YES', true],
    ['ｙ', true],
    ['はい', true],
    ['n', false],
    ['いいえ', false],
  ])('understands %s', async (answer, meaning) => {
    expect(await askYesOrNo(terminal('?', 'enter', 'enter', answer, 'enter'), 'Sure?', STYLE)).toBe(meaning);
  });

  it('asks again for a number that is not one of those shown', async () => {
    expect(await askNumber(terminal('0', 'enter', '4', 'enter', '２', 'enter'), 'Which?', 3, STYLE)).toBe(2);
  });

  it('shows no digits where none are wanted: they may be a key', async () => {
    const pc = terminal(...'123456', 'clear-line', 'y', 'enter');
    await askYesOrNo(pc, 'Sure?', STYLE);
    expect(pc.screen.text).not.toMatch(/\d/);
    const numbered = terminal(...'1234567', 'clear-line', '2', 'enter');
    await askNumber(numbered, 'Which?', 3, STYLE);
    expect(numbered.screen.text).not.toContain('12345');
  });

  it('takes what begins like a key for one', async () => {
    const key = { key: '123456-1' };
    expect(await askYesNoOrKey(terminal('１２３４５６-1', 'enter'), '?', STYLE)).toEqual(key);
    expect(await askYesNoOrKey(terminal('12345', 'enter', 'n', 'enter'), '?', STYLE)).toBe('no');
    expect(await askYesNoOrKey(terminal('はい', 'enter'), '?', STYLE)).toBe('yes');
  });
});
