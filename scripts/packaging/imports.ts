import { Format, type NtExecutable } from 'pe-library';

/**
 * What Windows must have for the executable to start. These are the libraries that the official Node 22 asks for, all
 * of them believed to be in every Windows recovery image; one more may be the one that an image lacks.
 */
export const LIBRARIES_OF_RECOVERY_IMAGES: readonly string[] = [
  'ADVAPI32.dll',
  'CRYPT32.dll',
  'IPHLPAPI.DLL',
  'KERNEL32.dll',
  'SHELL32.dll',
  'USER32.dll',
  'USERENV.dll',
  'WINMM.dll',
  'WS2_32.dll',
  'dbghelp.dll',
  'ole32.dll',
];

const DESCRIPTOR_SIZE = 20;
const MAX_LIBRARIES = 200;

/** Names in the import table, as they are spelled. Source: Microsoft, "PE Format", import directory table. */
export function importedLibraries(executable: NtExecutable): string[] {
  const entry = executable.newHeader.optionalHeaderDataDirectory.get(Format.ImageDirectoryEntry.Import);
  const names: string[] = [];
  for (let index = 0; index < MAX_LIBRARIES; index++) {
    const descriptor = bytesAt(executable, entry.virtualAddress + index * DESCRIPTOR_SIZE);
    const nameAddress = descriptor.readUInt32LE(12);
    if (nameAddress === 0) return names;
    const name = bytesAt(executable, nameAddress);
    names.push(name.toString('latin1', 0, name.indexOf(0)));
  }
  throw new Error('the import table has no end');
}

/** From that address in memory to the end of its section. */
function bytesAt(executable: NtExecutable, address: number): Buffer {
  for (const { info, data } of executable.getAllSections()) {
    if (data !== null && address >= info.virtualAddress && address < info.virtualAddress + data.byteLength) {
      return Buffer.from(data).subarray(address - info.virtualAddress);
    }
  }
  throw new Error(`no section has the address ${address.toString(16)}`);
}

/** @throws Error that names the libraries which are not in every recovery image */
export function refuseNewImports(executable: NtExecutable, name: string): void {
  const known = new Set(LIBRARIES_OF_RECOVERY_IMAGES.map((library) => library.toLowerCase()));
  const unknown = importedLibraries(executable).filter((library) => !known.has(library.toLowerCase()));
  const delayed = executable.newHeader.optionalHeaderDataDirectory.get(
    Format.ImageDirectoryEntry.DelayImport,
  );
  if (unknown.length > 0 || delayed.size > 0) {
    throw new Error(
      `${name} asks Windows for ${unknown.join(', ') || 'libraries by delayed loading'}. A recovery image may lack ` +
        'it, and then the executable does not start there. See LIBRARIES_OF_RECOVERY_IMAGES in scripts/packaging/imports.ts.',
    );
  }
}
