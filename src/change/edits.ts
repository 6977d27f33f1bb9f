/** What a change is made of, as data. Which keys and values they name is the matter of whoever asks for the change. */

/** Names from the hive's root downwards; the root is the empty path. Names compare as the registry compares them. */
export type KeyPath = readonly string[];

/** A value's type (REG_SZ is 1, REG_DWORD 4) and its bytes. */
export interface ValueContent {
  readonly type: number;
  readonly data: Uint8Array;
}

/** The key, and those above it that are missing. A key that is there stays as it is. */
export interface CreateKey {
  readonly edit: 'create-key';
  readonly key: KeyPath;
}

/** The key with all that is below it. */
export interface DeleteKey {
  readonly edit: 'delete-key';
  readonly key: KeyPath;
}

/** Missing keys are created. A value that is there keeps its spelling. */
export interface SetValue extends ValueContent {
  readonly edit: 'set-value';
  readonly key: KeyPath;
  /** '' is the key's default value. */
  readonly value: string;
}

export interface DeleteValue {
  readonly edit: 'delete-value';
  readonly key: KeyPath;
  readonly value: string;
}

export type Edit = CreateKey | DeleteKey | SetValue | DeleteValue;

/** What a change made different, as people and manifests list it. Times and flags are not told. */
export type Difference =
  | { readonly kind: 'key-created' | 'key-deleted'; readonly key: KeyPath }
  | {
      readonly kind: 'value';
      readonly key: KeyPath;
      /** As the hive spells it. */
      readonly value: string;
      /** Undefined where there was none. */
      readonly before: ValueContent | undefined;
      /** Undefined where there is none now. */
      readonly after: ValueContent | undefined;
    };
