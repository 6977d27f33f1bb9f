import { describe, expect, it } from 'vitest';
import { diskStateOfSeveral, exitCodeOf, exitCodeOfSeveral } from '../../src/cli/exit-codes.ts';
import { HiveError } from '../../src/ground/errors.ts';

describe('exit codes', () => {
  it('agree with what is on the disk', () => {
    expect(exitCodeOf('write-undone')).toBe(21);
    expect(exitCodeOf('restore-failed')).toBe(22);
    expect(new HiveError('write-undone', { path: '', reason: '' }).disk).toBe('restored');
    expect(new HiveError('restore-failed', { path: '', backup: '', reason: '' }).disk).toBe('uncertain');
  });

  it('of several targets: alike stays, mixed is 3, grave decides', () => {
    expect(exitCodeOfSeveral([])).toBe(0);
    expect(exitCodeOfSeveral([0, 0])).toBe(0);
    expect(exitCodeOfSeveral([3, 3])).toBe(3);
    expect(exitCodeOfSeveral([11, 11])).toBe(11);
    expect(exitCodeOfSeveral([0, 11])).toBe(3);
    expect(exitCodeOfSeveral([0, 20, 3])).toBe(20);
    expect(exitCodeOfSeveral([21, 0, 22, 1])).toBe(22);
    expect(exitCodeOfSeveral([0, 130])).toBe(130);
    expect(exitCodeOfSeveral([1, 130])).toBe(1);
  });

  it('of several disks: what asks for most attention', () => {
    expect(diskStateOfSeveral([])).toBe('unchanged');
    expect(diskStateOfSeveral(['unchanged', 'changed'])).toBe('changed');
    expect(diskStateOfSeveral(['changed', 'uncertain', 'restored'])).toBe('uncertain');
  });
});
