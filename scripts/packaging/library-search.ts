import { Format, NtExecutable } from 'pe-library';

/**
 * Where Windows looks for the libraries in an executable's import table. By itself it looks beside the executable first,
 * and a `dbghelp.dll` that somebody put on the stick, or into the folder of downloads, would be run.
 */

/** LOAD_LIBRARY_SEARCH_SYSTEM32 (Microsoft: "LoadLibraryExA function"): only `%SystemRoot%\System32`. */
export const FROM_WINDOWS_ALONE = 0x800;

/**
 * `DependentLoadFlags` of IMAGE_LOAD_CONFIG_DIRECTORY64, which the linker's /DEPENDENTLOADFLAG sets. Windows heeds it since
 * Windows 10, version 1607 (Microsoft: "/DEPENDENTLOADFLAG (Set default dependent load flags)"). Wine does not.
 */
const DEPENDENT_LOAD_FLAGS = 0x4e;

/** @throws Error when the executable has no such field, or has set it already */
export function loadFromWindowsAlone(binary: Buffer): void {
  const at = dependentLoadFlagsAt(binary);
  if (binary.readUInt16LE(at) !== 0) throw new Error('the executable has flags for its libraries already');
  binary.writeUInt16LE(FROM_WINDOWS_ALONE, at);
}

export function dependentLoadFlags(binary: Buffer): number {
  return binary.readUInt16LE(dependentLoadFlagsAt(binary));
}

function dependentLoadFlagsAt(binary: Buffer): number {
  const executable = NtExecutable.from(binary, { ignoreCert: true });
  const { virtualAddress } = executable.newHeader.optionalHeaderDataDirectory.get(
    Format.ImageDirectoryEntry.LoadConfig,
  );
  const section = executable
    .getAllSections()
    .find(
      ({ info }) =>
        virtualAddress >= info.virtualAddress && virtualAddress < info.virtualAddress + info.virtualSize,
    );
  if (virtualAddress === 0 || section === undefined) {
    throw new Error('the executable has no load configuration');
  }
  const at = section.info.pointerToRawData + virtualAddress - section.info.virtualAddress;
  if (binary.readUInt32LE(at) < DEPENDENT_LOAD_FLAGS + 2) {
    throw new Error('the load configuration of the executable has no flags for its libraries');
  }
  return at + DEPENDENT_LOAD_FLAGS;
}
