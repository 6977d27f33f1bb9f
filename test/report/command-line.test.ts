import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { asTyped, namedBy } from '../../src/report/messages/command-line.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import { sit } from '../support/sitting.ts';

describe('asTyped', () => {
  it.each(['D:', 'D:\\', 'D:\\修復\\', '/mnt/修復', './hivemend-linux-x64', '--accept-dirty'])(
    'leaves %s as it is',
    (word) => {
      expect(asTyped(word)).toBe(word);
    },
  );

  it('quotes what is special to cmd, and lets no backslash quote the quotation mark', () => {
    expect(asTyped('D:\\a b\\')).toBe('"D:\\a b"');
    for (const special of " &()^=;,!%'`~[]{}|<>$") {
      expect(asTyped(`D:\\a${special}b`)).toBe(`"D:\\a${special}b"`);
    }
  });

  it('quotes what is special to a shell', () => {
    for (const special of ' &()^;~[]{}|<>*?')
      expect(asTyped(`/mnt/a${special}b`)).toBe(`"/mnt/a${special}b"`);
    for (const special of '$`"!') expect(asTyped(`/mnt/a${special}b`)).toBe(`'/mnt/a${special}b'`);
    expect(asTyped("/mnt/it's $5")).toBe("'/mnt/it'\\''s $5'");
    expect(asTyped('')).toBe('""');
  });
});

describe('the commands in texts', () => {
  const verbs = COMMANDS.map(({ name }) => name);
  const plain = namedBy(en, 'E:\\hivemend\\hivemend.cmd', verbs);
  const odd = namedBy(en, 'E:\\my stick\\hivemend.cmd', verbs);
  const path = { path: 'E:\\hivemend list\\hivemend undo' };

  it('are named by what starts hivemend', () => {
    expect(plain.results.nextUndo('D:').command).toBe('E:\\hivemend\\hivemend.cmd undo D:');
    expect(plain.errors['backup-missing']({ target: 'D:' }).next).toContain(
      '"E:\\hivemend\\hivemend.cmd list-backups TARGET"',
    );
    expect(plain.help.exitCodesHint).toContain('E:\\hivemend\\hivemend.cmd help exit-codes');
    expect(namedBy(ja, 'E:\\a b.cmd', verbs).errors.usage({ kind: 'unreadable', text: '' }).next).toContain(
      '「"E:\\a b.cmd" --help」',
    );
  });

  it('have quotation marks once', () => {
    expect(odd.errors['backup-missing']({ target: 'D:' }).next).toContain(
      ' "E:\\my stick\\hivemend.cmd" list-backups TARGET;',
    );
  });

  it('are no parts of names, and hivemend itself stays what it is', () => {
    expect(plain.errors['file-missing'](path).what).toContain(path.path);
    expect(plain.help.purpose).toBe(en.help.purpose);
    expect(plain.language).toBe('en');
  });

  it('are as documented in documents', async () => {
    const { stdout } = await sit(['chekc', '--json'], { calledAs: 'E:\\hivemend\\hivemend.cmd' });
    expect(JSON.parse(stdout).error.message).toContain('"hivemend --help"');
    const { stderr } = await sit(['chekc'], { calledAs: 'E:\\hivemend\\hivemend.cmd' });
    expect(stderr).toContain('"E:\\hivemend\\hivemend.cmd --help"');
  });
});
