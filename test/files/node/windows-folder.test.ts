import { expect, it } from 'vitest';
import { windowsFolder } from '../../../src/files/node/windows-folder.ts';

it('asks the kernel where Windows is, and not a variable', () => {
  const asked: string[] = [];
  const folder = windowsFolder('Q:\\evil', (path) => {
    asked.push(path);
    return 'X:\\Windows';
  });
  expect(folder).toBe('X:\\Windows');
  expect(asked).toEqual(['\\\\?\\GLOBALROOT\\SystemRoot']);
});

it.each(['\\\\?\\Volume{0}\\Windows', 'X:\\', ''])('takes no answer that names no folder: %j', (answer) => {
  expect(windowsFolder('X:\\Windows', () => answer)).toBe('X:\\Windows');
});

it('takes the variable where the kernel does not answer', () => {
  const silent = () => {
    throw new Error('ENOENT');
  };
  expect(windowsFolder('X:\\Windows', silent)).toBe('X:\\Windows');
  expect(windowsFolder(undefined, silent)).toBe(undefined);
});
