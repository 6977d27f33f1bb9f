import { describe, expect, it } from 'vitest';
import type { Context } from '../../../src/cli/context.ts';
import type { Key } from '../../../src/cli/surroundings.ts';
import { askRecoveryKey } from '../../../src/cli/terminal/ask-recovery-key.ts';
import { KeyEntry } from '../../../src/cli/terminal/key-entry.ts';
import { isHiveError } from '../../../src/ground/errors.ts';
import { isKeyGroup } from '../../../src/jobs/unlock.ts';
import { loadMessages } from '../../../src/report/messages/messages.ts';
import { styleFor } from '../../../src/report/person/console.ts';

const KEY = '111111-222222-333333-444444-555555-666666-000011-720885';

/** A person who types each part at once, and then looks at the screen. */
async function typing(...parts: readonly (string | Key['name'])[]) {
  let text = '';
  let press: ((key: Key) => void) | undefined;
  const context = {
    words: await loadMessages('en'),
    style: styleFor(80, false),
    surroundings: {
      stdin: {
        onKey: (listener: (key: Key) => void) => {
          press = listener;
          return () => {
            press = undefined;
          };
        },
      },
      stderr: {
        write: (written: string) => {
          text += written;
        },
      },
    },
  } as unknown as Context;
  const answer = askRecoveryKey(context);
  answer.catch(() => undefined);
  for (const part of parts) {
    const name = ['enter', 'backspace', 'clear-line', 'interrupt', 'end-of-input'].includes(part)
      ? (part as Key['name'])
      : 'other';
    for (const character of name === 'other' ? part : ['']) press?.({ name, text: character });
    await new Promise((looked) => setTimeout(looked, name === 'other' ? 150 : 0));
  }
  return { answer, screen: () => text };
}

describe('the question for a recovery key', () => {
  it('says at the sixth digit that a group is wrong, and asks for that one alone', async () => {
    const { answer, screen } = await typing('111111', '222223', '222222', KEY.slice(14), 'enter');
    expect(await answer).toBe(KEY);
    expect(screen()).toContain('\nGroup 2 is mistyped');
    expect(screen().indexOf('Group 2 is')).toBeLessThan(screen().indexOf('******-******-333333'));
  });

  it('does not take what is pasted behind a wrong group for its correction', async () => {
    const { answer } = await typing(KEY.replace('222222', '222223'), '222222', 'enter');
    expect(await answer).toBe(KEY);
  });

  it('takes a whole key that is pasted for all of what was there', async () => {
    const { answer } = await typing('000011', '000022', KEY, 'enter');
    expect(await answer).toBe(KEY);
  });

  it('takes digits back across groups, and all of them', async () => {
    const { answer } = await typing('1111112', 'backspace', 'backspace', '1', KEY.slice(6), 'enter');
    expect(await answer).toBe(KEY);
    const again = await typing('999', 'clear-line', KEY, 'enter');
    expect(await again.answer).toBe(KEY);
  });

  it('is cancelled by Ctrl+C, and by the end of the input where nothing was typed', async () => {
    for (const key of ['interrupt', 'end-of-input'] as const)
      await expect((await typing(key)).answer).rejects.toSatisfy((error) => isHiveError(error, 'cancelled'));
  });
});

describe('what the screen shows of a key', () => {
  const entered = (text: string): KeyEntry => {
    const entry = new KeyEntry(isKeyGroup);
    entry.type(text);
    return entry;
  };

  it('is the group that is typed', () => {
    expect(entered('').shown).toBe('______');
    expect(entered('12345').shown).toBe('12345_');
    expect(entered('123456').shown).toBe('123456-______');
    expect(entered('1234567').shown).toBe('******-7_____');
    expect(entered('１１１１１１２').shown).toBe('******-2_____');
    expect(entered('1'.repeat(48)).shown).toBe(`${'******-'.repeat(7)}111111`);
  });

  it('is everything on request', () => {
    const entry = entered('1234567');
    entry.toggle();
    expect(entry.shown).toBe('123456-7_____');
    entry.toggle();
    expect(entry.shown).toBe('******-7_____');
  });

  it('is where digits are missing behind those that stay', () => {
    const entry = entered(KEY.replace('222222', '222223'));
    expect(entry.hasMistyped).toBe(true);
    expect(entry.look()).toEqual({ mistyped: [2], unfinished: [] });
    expect(entry.shown).toBe(`******-______${'-******'.repeat(6)}`);
    expect(entry.hasMistyped).toBe(false);
  });
});
