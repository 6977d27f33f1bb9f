import type { MountedVolume } from '../support/driver-process.ts';
import type { FileSet } from './replayed-state.ts';

/** A kind of file system on which the power fails. */
export interface CrashVolume {
  readonly name: string;
  /** Whether this machine can mount it. */
  readonly isThere: boolean;
  make(image: string): void;
  /** With `record`, everything that is written to the image is recorded there. */
  mount(image: string, folder: string, record?: string): Promise<MountedVolume>;
  /** Gives a file or folder the rights and attributes that it has in a Windows. */
  protect(path: string, kind: 'folder' | 'hive' | 'log'): void;
  /** The hive set on an image as a power loss left it, or why there is none. */
  read(image: Buffer): Promise<FoundSet | string>;
}

export interface FoundSet {
  /** What makes the file the one that it is, by name (law 5). */
  readonly identity: Readonly<Record<string, string | number | bigint>>;
  readonly files: FileSet;
  /** Whether the file system keeps the hive in another way than it had it, as it may while a file grows. */
  readonly isHalfGrown: boolean;
}

/** From the volume's root. */
export const CONFIG = 'Windows/System32/config';
/** Of the hive and its logs. */
export const SUFFIXES = ['', '.LOG1', '.LOG2'];
