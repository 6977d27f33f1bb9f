import type { Edit } from '../change/edits.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { REG_DWORD } from '../regf/structures/key-value.ts';
import { type OtherCause, type RegistryPlace, readOtherCauses } from '../windows/other-causes.ts';

/**
 * What takes away one thing that hides the password, as data: a file each. None is applied without being named, since an
 * administrator or a management service set what it takes away.
 */
export interface Remedy {
  /** As it is named on a command line. */
  readonly name: string;
  /** What it takes away, as `check` reports it: where that is not found there is nothing to do. */
  readonly cause: OtherCause['cause'];
  readonly affects: OtherCause['affects'];
  /** Where that stands in a SOFTWARE hive. */
  readonly places: readonly RegistryPlace[];
  /** 'stated': the source says what the value does and what its absence, or 0, means. 'inferred': nobody says it for certain. */
  readonly grade: 'stated' | 'inferred';
  /** A page by its title; missing where no page says it, and people only do it. */
  readonly source?: string;
  readonly words: Readonly<Record<'en' | 'ja', RemedyWords>>;
  /** @param found the cause, in a hive in its newest state. */
  edits(found: OtherCause, software: RegistryView): readonly Edit[];
}

export interface RemedyWords {
  /** What it does, in a sentence. */
  readonly does: string;
  /** What to think of before. */
  readonly caution: string;
}

/**
 * What a remedy changes in this hive; nothing where what it takes away is not there.
 * @throws HiveError where the keys on the way are damaged.
 */
export function editsOf(remedy: Remedy, software: RegistryView): readonly Edit[] {
  return readOtherCauses(software)
    .filter(({ cause }) => cause === remedy.cause)
    .flatMap((found) => remedy.edits(found, software));
}

/** The value stays, as a REG_DWORD of 0. */
export function switchedOff({ keyPath, valueName }: RegistryPlace): Edit {
  return { edit: 'set-value', key: keyPath, value: valueName, type: REG_DWORD, data: new Uint8Array(4) };
}

export function deleted({ keyPath, valueName }: RegistryPlace): Edit {
  return { edit: 'delete-value', key: keyPath, value: valueName };
}
