import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { drawIcon } from './icon.ts';
import { refuseNewImports } from './imports.ts';
import { loadFromWindowsAlone } from './library-search.ts';

const ENGLISH_US = 1033;
const UNICODE = 1200;

/**
 * A Windows Node that shows our icon, name and version, and takes libraries from Windows alone. Its signature is dropped:
 * it would be wrong, and a certificate entry that points at nothing makes Windows call the file damaged.
 * @param name of the file, for what is thrown
 */
export function brandExecutable(node: Uint8Array, name: string, version: string): Buffer {
  const executable = NtExecutable.from(node, { ignoreCert: true });
  refuseNewImports(executable, name);
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
  const branded = Buffer.from(executable.generate());
  loadFromWindowsAlone(branded);
  return branded;
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
