import { describe, expect, it } from 'vitest';
import type { InstallWarning } from '../../src/install/outcome.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';

const path = 'E:\\Windows\\System32\\config\\SOFTWARE';

/** An example of each warning. One that is missing here does not compile. */
const EXAMPLES: {
  readonly [Code in InstallWarning['code']]: Extract<InstallWarning, { readonly code: Code }>;
} = {
  'volume-not-flushed': { code: 'volume-not-flushed', path },
  'left-image-closed': { code: 'left-image-closed', path: '/tmp/x', image: 'install.wim' },
  'always-in-place': { code: 'always-in-place' },
  'backup-of-pages-only': { code: 'backup-of-pages-only', path, needed: 9000, available: 512 },
  'dirty-accepted': { code: 'dirty-accepted', path, reasons: ['checksum-wrong'] },
  'lock-left': { code: 'lock-left', path, reason: 'access-denied' },
  'backup-open-to-others': {
    code: 'backup-open-to-others',
    path,
    openTo: ['S-1-1-0', 'S-1-5-21-1-2-3-1001'],
  },
  'backup-protection-unknown': { code: 'backup-protection-unknown', path },
  'hibernation-unknown': { code: 'hibernation-unknown', path, because: 'unreadable', cause: 'EIO' },
  'traits-lost': { code: 'traits-lost', path, traits: ['security-descriptor', 'creation-time'] },
};

describe('warnings', () => {
  it.each(Object.values(EXAMPLES))('are words in both languages: $code', (warning) => {
    const [english, japanese] = [en.results.warning(warning), ja.results.warning(warning)];
    for (const text of [english, japanese]) expect(text).not.toMatch(/undefined|\[object|NaN/);
    expect(english).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    expect(japanese).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });

  it('name accounts as Windows does, and others by their SIDs', () => {
    for (const words of [en, ja]) {
      const text = words.results.warning(EXAMPLES['backup-open-to-others']);
      expect(text).toContain('Everyone');
      expect(text).toContain('S-1-5-21-1-2-3-1001');
      expect(text).toContain(path);
    }
  });

  it('name what a new file lacks', () => {
    expect(en.results.warning(EXAMPLES['traits-lost'])).toMatch(/access rights, creation time$/);
    expect(ja.results.warning(EXAMPLES['traits-lost'])).toMatch(/アクセス権、作成日時$/);
  });
});
