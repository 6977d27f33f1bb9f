import type { RegistryHelp } from './registry-help.ts';

export const enRegistryHelp: RegistryHelp = {
  targetOfAnyHive:
    'A drive (E:), a Windows folder (E:\\Windows), the folder of a mounted image, or any hive file.',
  key: 'As the registry editor spells it: HKLM\\SOFTWARE\\..., HKLM\\SYSTEM\\CurrentControlSet\\..., HKU\\.DEFAULT\\..., HKU\\hanako\\... (a profile), HKU\\hanako_Classes\\..., HKCU with --user, HKCR. In a hive file also from its root (Microsoft\\Windows; \\ is the root itself).',
  commands: {
    query: {
      summary: 'show a key of the registry, with values and times',
      description:
        'Shows a key with its values, its last-written time and the names of its subkeys, in the newest state of the hive: what a hive that was not closed has in its logs is taken into account, and said. Changes nothing. Columns are four spaces apart. Exit code 10: there is no such key or value.',
      examples: [
        { line: 'hivemend query E: HKLM\\SOFTWARE\\Microsoft\\Windows', does: 'one key' },
        { line: 'hivemend query E: HKLM\\SYSTEM\\Select --value Current', does: 'one value' },
        { line: 'hivemend query NTUSER.DAT \\ --recursive --json-lines', does: 'all of a hive file' },
        { line: 'hivemend query E: HKLM\\SYSTEM --find iastor', does: 'what is called so, or says so' },
      ],
    },
    add: {
      summary: 'make a key, or set a value, of any hive',
      description:
        'Makes the key, with those above it that are missing; with --value or --data sets a value of it (REG_SZ when --type is not given). Done with the care of a repair: whatever was interrupted is taken care of first, the hive is backed up, the change is verified, and "hivemend undo" takes it back to the byte. What is so already is not written. --dry-run shows the differences and leaves the disk as it is.',
      examples: [
        { line: 'hivemend add E: HKLM\\SOFTWARE\\Contoso', does: 'a key' },
        {
          line: 'hivemend add E: HKLM\\SYSTEM\\Setup --value Phase --type REG_DWORD --data 4',
          does: 'a number',
        },
        {
          line: 'hivemend add E: HKU\\hanako\\Environment --value T --data C:\\t --dry-run',
          does: 'show what would change in the hive of a profile',
        },
      ],
    },
    delete: {
      summary: 'delete a key or a value of any hive',
      description:
        'Deletes the key with all below it, the value given with --value ("" is the default value), or with --all-values all values of the key; its subkeys stay then. Done with the care of a repair, and "hivemend undo" takes it back to the byte. Exit code 10: there is no such key or value.',
      examples: [
        { line: 'hivemend delete E: HKLM\\SOFTWARE\\Contoso', does: 'a key with all below it' },
        { line: 'hivemend delete E: HKLM\\SYSTEM\\Setup --value CmdLine --dry-run', does: 'show it first' },
      ],
    },
    export: {
      summary: 'write a key with all below it into a .reg file',
      description:
        'Writes a key, its values and all keys below it into a new file, as the registry editor does (UTF-16), in the newest state of the hive. No byte of a value is lost. What no .reg file can hold (a name with a line end in it) is left out and named; exit code 3 then.',
      examples: [
        {
          line: 'hivemend export E: HKLM\\SYSTEM\\CurrentControlSet\\Services F:\\services.reg',
          does: 'the services of the Windows on drive E:',
        },
        { line: 'hivemend export NTUSER.DAT \\ user.reg', does: 'all of a hive file' },
      ],
    },
    import: {
      summary: 'do what .reg files say, in all hives that they name',
      description:
        'Does what .reg files say, as the registry editor would, in every hive of the target that they name: one change, of which all is done or nothing, also when it is interrupted. Done with the care of a repair, and "hivemend undo" takes it back to the byte. What the registry editor would skip in silence is listed with line and reason (exit code 3); with --strict nothing is changed then (exit code 2). Lines that contradict each other are refused. --dry-run shows the differences.',
      examples: [
        { line: 'hivemend import E: tweaks.reg --dry-run', does: 'show what would change' },
        { line: 'hivemend import E: a.reg b.reg --strict', does: 'two files, or nothing' },
        { line: 'hivemend import E: user.reg --user hanako', does: 'HKCU is that profile' },
        { line: 'hivemend import NTUSER.DAT user.reg', does: 'into a hive file' },
      ],
    },
    diff: {
      summary: 'show how two hives, or two Windows, differ',
      description:
        'Compares two hives key by key and value by value, in their newest state: two hive files, a Windows with a copy of one of its hives (a backup, say), all hives of two Windows (of users, by the names of their profiles), or what a .reg file would change (a name that ends in .reg). Last-written times are not compared. - is the first, + the second. Exit code 0: no differences; 3: there are some.',
      examples: [
        { line: 'hivemend diff E: E:\\copies\\SOFTWARE', does: 'a Windows and a copy of its hive' },
        { line: 'hivemend diff E: F: --key HKLM\\SYSTEM\\Setup', does: 'one key of two Windows' },
        {
          line: 'hivemend diff old.hive new.hive --reg',
          does: 'as a .reg file from the first to the second',
        },
        { line: 'hivemend diff E: F:\\tweaks.reg', does: 'what that file would change' },
      ],
    },
  },
  options: {
    'value-name': 'the value of that name, no other ("" is the default value)',
    type: 'REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ, REG_DWORD, REG_QWORD, REG_BINARY, REG_NONE, or a number',
    data: 'text; 16 or 0x10; bytes as 00ab; strings of a list as one\\0two',
    'all-values': 'all values of the key, but not its subkeys',
    recursive:
      'of a key: the keys below as well; of targets: Windows folders, SOFTWARE hives, WIM files and disk images in a folder and in those below',
    depth: 'the keys below as well, N levels deep',
    find: 'only what has TEXT in its name or its text, in the keys below as well',
    'keys-only': 'keys without their values',
    reg: 'as a .reg file',
    key: 'only that key and what is below it',
    strict: 'refuse a .reg file of which something would be skipped',
    'code-page': 'the code page of a REGEDIT4 file (1252, 932), if not that of the Windows',
    user: 'the profile that HKCU stands for',
  },
};
