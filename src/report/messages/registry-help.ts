import type { HelpMessages } from './help-messages.ts';

/** Verbs for any key of any hive. */
export type RegistryVerb = 'query' | 'add' | 'delete' | 'export' | 'import' | 'diff';

export type RegistryOption =
  | 'value-name'
  | 'type'
  | 'data'
  | 'all-values'
  | 'recursive'
  | 'depth'
  | 'find'
  | 'keys-only'
  | 'reg'
  | 'key'
  | 'user'
  | 'code-page'
  | 'strict';

/** Help on them. */
export interface RegistryHelp {
  readonly targetOfAnyHive: HelpMessages['targetOfAnyHive'];
  readonly key: HelpMessages['key'];
  readonly commands: Pick<HelpMessages['commands'], RegistryVerb>;
  readonly options: Pick<HelpMessages['options'], RegistryOption>;
}
