import { readFileSync, writeFileSync } from 'node:fs';
import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { drawIcon } from './icon.ts';
import { refuseNewImports } from './imports.ts';

const ENGLISH_US = 1033;
const UNICODE = 1200;

/**
 * Writes a copy of a Windows Node that shows our icon, name and version. Its signature is dropped: it would be wrong,
 * and a certificate entry that points at nothing makes Windows call the file damaged.
 */
export function brandExecutable(node: string, output: string, version: string): void {
  const executable = NtExecutable.from(readFileSync(node), { ignoreCert: true });
  refuseNewImports(executable, node);
  const resources = NtExecutableResource.from(executable);
  const icons = Data.IconFile.from(drawIcon()).icons.map(({ data }) => data);
  for (const { id, lang } of Resource.IconGroupEntry.fromEntries(resources.entries)) {
    Resource.IconGroupEntry.replaceIconsForResource(resources.entries, id, lang, icons);
  }
  for (const info of Resource.VersionInfo.fromEntries(resources.entries)) {
    nameVersion(info, version);
    info.outputToResourceEntries(resources.entries);
  }
  resources.outputResource(executable);
  writeFileSync(output, new Uint8Array(executable.generate()), { mode: 0o755 });
}

function nameVersion(info: Resource.VersionInfo, version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const language of info.getAllLanguagesForStringValues()) {
    info.removeAllStringValues(language);
  }
  info.setFileVersion(major, minor, patch, 0, ENGLISH_US);
  info.setProductVersion(major, minor, patch, 0, ENGLISH_US);
  info.setStringValues(
    { lang: ENGLISH_US, codepage: UNICODE },
    {
      ProductName: 'hivemend',
      FileDescription: 'Repairs the sign-in setting of an offline Windows',
      CompanyName: 'The hivemend authors',
      LegalCopyright: 'MIT licence; see THIRD-PARTY-LICENSES.txt for what is inside',
      OriginalFilename: 'hivemend.exe',
      InternalName: 'hivemend',
      FileVersion: version,
      ProductVersion: version,
    },
  );
}
