import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../../../src/cli/terminal/language.ts';

function choose(
  variables: Readonly<Record<string, string>>,
  rest: { option?: string; flavour?: 'windows' | 'posix'; locale?: string } = {},
) {
  return chooseLanguage({
    option: rest.option,
    environment: (name) => variables[name],
    flavour: rest.flavour ?? 'windows',
    locale: () => rest.locale ?? 'en-US',
  });
}

describe('language', () => {
  it('takes --lang before everything, then HIVEMEND_LANG', () => {
    expect(choose({ HIVEMEND_LANG: 'en', HIVEMEND_CODE_PAGE: '932' }, { option: 'ja' })).toBe('ja');
    expect(choose({ HIVEMEND_LANG: 'ja' }, { option: 'en', locale: 'ja-JP' })).toBe('en');
    expect(choose({ HIVEMEND_LANG: 'ja-JP' })).toBe('ja');
    expect(choose({ HIVEMEND_LANG: 'en' }, { locale: 'ja-JP' })).toBe('en');
    expect(choose({ HIVEMEND_LANG: '' }, { locale: 'ja-JP' })).toBe('ja');
  });

  it('takes the console code page on Windows, and the locale where that shows anything', () => {
    expect(choose({ HIVEMEND_CODE_PAGE: '932' })).toBe('ja');
    expect(choose({ HIVEMEND_CODE_PAGE: ' 932 ' })).toBe('ja');
    expect(choose({ HIVEMEND_CODE_PAGE: '437' }, { locale: 'ja-JP' })).toBe('en');
    expect(choose({ HIVEMEND_CODE_PAGE: '65001' }, { locale: 'ja-JP' })).toBe('ja');
    expect(choose({ HIVEMEND_CODE_PAGE: ' 0' }, { locale: 'ja-JP' })).toBe('ja');
    expect(choose({}, { locale: 'ja-JP' })).toBe('ja');
    expect(choose({}, { locale: 'jam' })).toBe('en');
  });

  it('takes the usual variables elsewhere, in their order', () => {
    const posix = { flavour: 'posix', locale: 'ja-JP' } as const;
    expect(choose({ LANG: 'ja_JP.UTF-8' }, posix)).toBe('ja');
    expect(choose({ LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, posix)).toBe('en');
    expect(choose({ LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'C' }, posix)).toBe('ja');
    expect(choose({}, posix)).toBe('en');
  });
});
