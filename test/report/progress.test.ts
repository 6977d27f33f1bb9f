import { expect, it } from 'vitest';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import { ProgressLine } from '../../src/report/person/progress.ts';

function watch(words = en) {
  let now = 0;
  let screen = '';
  const line = new ProgressLine({ write: (text) => (screen += text) }, words, () => new Date(now));
  return {
    line,
    screen: () => screen,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

it('is silent about what is done within a second', () => {
  const { line, screen, later } = watch();
  line.tell({ event: 'step', step: 'read' });
  later(900);
  line.tell({ event: 'progress', step: 'read', done: 1, total: 2 });
  line.clear();
  expect(screen()).toBe('');
});

it('rewrites one line without escape sequences, not too often, and leaves nothing behind', () => {
  const { line, screen, later } = watch();
  later(1001);
  line.tell({ event: 'progress', step: 'back-up', done: 1, total: 3 });
  line.tell({ event: 'progress', step: 'back-up', done: 2, total: 3 });
  later(150);
  line.tell({ event: 'step', step: 'flush' });
  line.clear();
  expect(screen()).toBe(
    `\r${en.results.step['back-up']} ...  33%\r${`${en.results.step.flush} ...`.padEnd(20)}\r${' '.repeat(24)}\r`,
  );
});

it('covers full-width characters', () => {
  const { line, screen, later } = watch(ja);
  later(2000);
  line.tell({ event: 'step', step: 'read' });
  line.clear();
  expect(screen().split('\r').at(-2)).toBe(' '.repeat('ハイブを読み取っています'.length * 2 + ' ...'.length));
});
