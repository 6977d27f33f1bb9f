import type { OptionName } from '../../report/messages/names.ts';

/** Every option once. Which command takes which is in `commands/`. */

export type OptionSpecification =
  | { readonly kind: 'flag' }
  | {
      readonly kind: 'text';
      readonly argument: string;
      /** How it is typed where that is the name of another option, which is another commands'. */
      readonly spelled?: OptionName;
      /** Whether '' is something that can be meant. */
      readonly mayBeEmpty?: true;
    }
  | { readonly kind: 'choice'; readonly argument: string; readonly choices: readonly string[] }
  /** REG_DWORD: decimal or 0x hexadecimal, 0 to 4294967295. */
  | { readonly kind: 'dword'; readonly argument: string }
  /** Numbers of events, with commas between them. */
  | { readonly kind: 'numbers'; readonly argument: string }
  /** A date, perhaps with a time of day, in UTC. Read as FILETIME. */
  | { readonly kind: 'time'; readonly argument: string }
  /** 1 to 64. */
  | { readonly kind: 'count'; readonly argument: string };

export const OPTIONS = {
  json: { kind: 'flag' },
  lang: { kind: 'choice', argument: 'en|ja', choices: ['en', 'ja'] },
  help: { kind: 'flag' },
  quiet: { kind: 'flag' },
  verbose: { kind: 'flag' },
  yes: { kind: 'flag' },
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
  snapshot: { kind: 'text', argument: 'ID' },
  keep: { kind: 'count', argument: 'N' },
  force: { kind: 'flag' },
  'recovery-password-file': { kind: 'text', argument: 'FILE|-' },
  'recovery-key': { kind: 'text', argument: 'FILE' },
  check: { kind: 'flag' },
  also: { kind: 'text', argument: 'NAME,...' },
  'save-recovery-password': { kind: 'text', argument: 'FILE' },
  'before-firmware-update': { kind: 'flag' },
  provider: { kind: 'text', argument: 'NAME' },
  id: { kind: 'numbers', argument: 'N,...' },
  since: { kind: 'time', argument: 'TIME' },
  'json-lines': { kind: 'flag' },
  'value-name': { kind: 'text', argument: 'NAME', spelled: 'value', mayBeEmpty: true },
  image: { kind: 'text', argument: 'N|NAME|all' },
  'time-limit': { kind: 'dword', argument: 'SECONDS' },
  type: { kind: 'text', argument: 'TYPE', mayBeEmpty: true },
  data: { kind: 'text', argument: 'DATA', mayBeEmpty: true },
  'all-values': { kind: 'flag' },
  recursive: { kind: 'flag' },
  depth: { kind: 'dword', argument: 'N' },
  find: { kind: 'text', argument: 'TEXT' },
  'keys-only': { kind: 'flag' },
  reg: { kind: 'flag' },
  key: { kind: 'text', argument: 'KEY' },
  user: { kind: 'text', argument: 'NAME' },
  'code-page': { kind: 'dword', argument: 'N' },
  strict: { kind: 'flag' },
  'targets-from': { kind: 'text', argument: 'FILE|-' },
  jobs: { kind: 'count', argument: 'N' },
  'fail-fast': { kind: 'flag' },
  resume: { kind: 'text', argument: 'FILE' },
  'exit-codes': { kind: 'choice', argument: 'full|simple', choices: ['full', 'simple'] },
  details: { kind: 'flag' },
  'log-format': { kind: 'choice', argument: 'plain|cmtrace', choices: ['plain', 'cmtrace'] },
  ticket: { kind: 'text', argument: 'TEXT' },
  technician: { kind: 'text', argument: 'NAME' },
} as const satisfies Readonly<Record<OptionName, OptionSpecification>>;

export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** What a command takes that works on many targets: see `cli/many/`. */
export const MANY_OPTIONS = [
  'recursive',
  'targets-from',
  'jobs',
  'fail-fast',
  'resume',
  'json-lines',
] as const satisfies readonly OptionName[];

/** What a command takes whose target may be a WIM or a disk image. */
export const IMAGE_OPTIONS = ['image', 'time-limit'] as const satisfies readonly OptionName[];

/** Taken by every command. */
export const COMMON_OPTIONS = [
  'json',
  'lang',
  'log',
  'log-format',
  'ticket',
  'technician',
  'exit-codes',
  'quiet',
  'verbose',
  'yes',
  'help',
] as const satisfies readonly OptionName[];

interface ValuesByKind {
  readonly flag: boolean;
  readonly text: string;
  readonly choice: string;
  readonly dword: number;
  readonly numbers: readonly number[];
  readonly time: bigint;
  readonly count: number;
}

type ValueOf<Name extends OptionName> = ValuesByKind[(typeof OPTIONS)[Name]['kind']];

/** What the command line said. An option that was not given is missing. */
export type OptionValues = { readonly [Name in OptionName]?: ValueOf<Name> };

/** As it is typed. */
export function spellingOf(name: OptionName): string {
  const specification: OptionSpecification = OPTIONS[name];
  return 'spelled' in specification ? (specification.spelled ?? name) : name;
}
