/** What the manifests of package managers say of a release. */
export interface Release {
  readonly version: string;
  /** Such as https://example.org/somebody/hivemend: files of a release lie below `releases/download/vVERSION/`. */
  readonly repository: string;
  /** SHA-256 by the executable's name, in lower-case hexadecimal. */
  readonly sha256: ReadonlyMap<string, string>;
  /** What hivemend is for, in one sentence of each language. */
  readonly purpose: { readonly en: string; readonly ja: string };
}

export interface Download {
  readonly url: string;
  readonly sha256: string;
}

export const PUBLISHER = 'The hivemend authors';
export const LICENCE = 'MIT';
export const TAGS: readonly string[] = [
  'windows-hello',
  'registry',
  'recovery',
  'winre',
  'bitlocker',
  'sign-in',
];

/** @throws Error when the release has no such executable */
export function downloadOf(release: Release, executable: string): Download {
  const sha256 = release.sha256.get(executable);
  if (sha256 === undefined) throw new Error(`the release has no ${executable}`);
  return { url: `${release.repository}/releases/download/v${release.version}/${executable}`, sha256 };
}
