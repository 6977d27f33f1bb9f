import type { OptionName } from '../../report/messages/names.ts';

/** Every option once. Which command takes which is in `commands/`. */

export type OptionSpecification =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly argument: string }
  | { readonly kind: 'choice'; readonly argument: string; readonly choices: readonly string[] }
  /** REG_DWORD: decimal or 0x hexadecimal, 0 to 4294967295. */
  | { readonly kind: 'dword'; readonly argument: string };

export const OPTIONS = {
  json: { kind: 'flag' },
  lang: { kind: 'choice', argument: 'en|ja', choices: ['en', 'ja'] },
  help: { kind: 'flag' },
  log: { kind: 'text', argument: 'FILE' },
  report: { kind: 'text', argument: 'FILE' },
  value: { kind: 'dword', argument: 'N' },
  'dry-run': { kind: 'flag' },
  'backup-dir': { kind: 'text', argument: 'DIR' },
  'in-place': { kind: 'flag' },
  'accept-dirty': { kind: 'flag' },
  'ignore-hibernation': { kind: 'flag' },
  'follow-links': { kind: 'flag' },
  all: { kind: 'flag' },
  online: { kind: 'flag' },
  'hivex-wasm': { kind: 'text', argument: 'FILE' },
  backup: { kind: 'text', argument: 'ID|whole|changed' },
  force: { kind: 'flag' },
  'recovery-password-file': { kind: 'text', argument: 'FILE|-' },
  'recovery-key': { kind: 'text', argument: 'FILE' },
} as const satisfies Readonly<Record<OptionName, OptionSpecification>>;

export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Taken by every command. */
export const COMMON_OPTIONS = ['json', 'lang', 'log', 'help'] as const satisfies readonly OptionName[];

type ValueOf<Name extends OptionName> = (typeof OPTIONS)[Name]['kind'] extends 'flag'
  ? boolean
  : (typeof OPTIONS)[Name]['kind'] extends 'dword'
    ? number
    : string;

/** What the command line said. An option that was not given is missing. */
export type OptionValues = { readonly [Name in OptionName]?: ValueOf<Name> };
