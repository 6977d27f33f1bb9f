/** Names of what the command line offers. Every name needs words in every language: see `messages.ts`. */

export type CommandName =
  | 'check'
  | 'repair'
  | 'undo'
  | 'list-backups'
  | 'list'
  | 'unlock'
  | 'self-test'
  | 'make-media'
  | 'version';

export type OptionName =
  | 'json'
  | 'lang'
  | 'help'
  | 'log'
  | 'report'
  | 'value'
  | 'dry-run'
  | 'backup-dir'
  | 'in-place'
  | 'accept-dirty'
  | 'ignore-hibernation'
  | 'all'
  | 'online'
  | 'hivex-wasm'
  | 'backup'
  | 'force'
  | 'recovery-password-file'
  | 'recovery-key';
