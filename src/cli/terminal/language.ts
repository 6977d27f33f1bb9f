import type { Language } from '../../report/messages/messages.ts';

/** Which language people are spoken to in. */

export interface LanguageClues {
  /** `--lang`. */
  readonly option: string | undefined;
  environment(name: string): string | undefined;
  readonly flavour: 'windows' | 'posix';
  /** BCP 47 tag of the system; asked only on Windows, where no variable tells it. */
  locale(): string;
}

/**
 * `--lang`, then HIVEMEND_LANG, then the console's code page (932 is Japanese), then the locale.
 *
 * Windows tells the code page to a program only through a console function that Node does not offer, or through a
 * child process; `hivemend.cmd` asks `chcp.com` and hands the number over in HIVEMEND_CODE_PAGE. Started without it, in
 * no console (0) or with UTF-8 (65001), the locale that Windows gives to ICU decides; any other code page can't show
 * Japanese.
 */
export function chooseLanguage(clues: LanguageClues): Language {
  const wanted = [clues.option, clues.environment('HIVEMEND_LANG')].find(
    (name) => name !== undefined && name !== '',
  );
  if (wanted !== undefined) {
    return isJapanese(wanted) ? 'ja' : 'en';
  }
  if (clues.flavour === 'windows') {
    const codePage = clues.environment('HIVEMEND_CODE_PAGE')?.trim();
    const tellsNothing = codePage === undefined || ['', '0', '65001'].includes(codePage);
    return tellsNothing ? languageOf(clues.locale()) : codePage === '932' ? 'ja' : 'en';
  }
  const variables = ['LC_ALL', 'LC_MESSAGES', 'LANG'];
  return languageOf(
    variables.map((name) => clues.environment(name)).find((value) => value !== undefined && value !== '') ??
      '',
  );
}

function languageOf(locale: string): Language {
  return isJapanese(locale) ? 'ja' : 'en';
}

function isJapanese(tag: string): boolean {
  return /^ja(?:$|[-_.@])/i.test(tag);
}
