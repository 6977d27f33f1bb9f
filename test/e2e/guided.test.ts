import { describe, expect, it } from 'vitest';
import { programs } from '../support/programs.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';
import { runInTerminal } from '../support/terminal.ts';

/** A person at a terminal who says no, and nobody at all; whole sessions are in guided-sessions.test.ts. */

/** What the screen shows, without colours and movements. */
function shown(screen: string): string {
  return screen.replaceAll(new RegExp(`${String.fromCharCode(0x1b)}\\[[?0-9;]*[a-zA-Z]`, 'g'), '');
}

const all = programs();

describe.each(all)('without a terminal: $name', (program) => {
  it('never waits, and says what to type instead', async () => {
    const { exitCode, stderr } = await program.run([], { stdin: '', timeoutMs: 20_000 });
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll('\n', ' ')).toMatch(/"[^"]*hivemend[^"]*"? --help/);
  });
});

// Only Windows has drives that a test can make without mounting.
describe.each(all.filter(({ flavour }) => flavour === 'windows'))('guided repair: $name', (program) => {
  it.each([
    ['no', 'n\r'],
    ['Ctrl+C', '\x03'],
  ])('changes nothing on %s', async (_name, type) => {
    const disk = program.addDisk();
    try {
      fillSampleDisk(disk.folder);
      const { exitCode, stdout } = await runInTerminal(program.commandLine(['--lang', 'en']), [
        { see: 'Repair it now?', type },
      ]);
      expect(exitCode).toBe(130);
      expect(shown(stdout)).toContain('Cancelled');
      expect((await program.run(['check', disk.root])).exitCode).toBe(3);
    } finally {
      disk.remove();
    }
  });
});
