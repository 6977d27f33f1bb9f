import { enRegistryHelp } from './en-registry-help.ts';
import { enSnapshotHelp } from './en-snapshot.ts';
import type { HelpMessages } from './help-messages.ts';

export const enHelp: HelpMessages = {
  purpose:
    'hivemend lets a Microsoft account sign in to Windows with its password again, by repairing one setting on a disk that is not running.',
  headings: {
    usage: 'Usage:',
    commands: 'Commands:',
    options: 'Options:',
    commonOptions: 'With every command:',
    examples: 'Examples:',
    target: 'TARGET:',
    key: 'KEY:',
    exitCodes: 'Exit codes:',
  },
  target:
    'A drive (E:), a Windows folder (E:\\Windows), the folder of a mounted image, or a SOFTWARE hive file.',
  targetOfImages:
    'Also an image that holds a Windows: a WIM file (.wim, .esd, .swm), or a disk image (raw, qcow2, VHD, VHDX, VMDK).',
  targetOfAnyHive: enRegistryHelp.targetOfAnyHive,
  key: enRegistryHelp.key,
  guidedHint: 'Without a command, hivemend looks for Windows, asks, and leads through the repair.',
  commandHint: (command) => `See "hivemend ${command} --help".`,
  moreHint: 'More about a command: hivemend COMMAND --help',
  exitCodesHint: 'Exit codes: hivemend help exit-codes; errors: hivemend help errors',
  errorsHeading: 'Errors',
  errorsIntroduction:
    'The code of an error stands in brackets behind its message, and in JSON as error.code. Each is shown here with an example of its message and with what to do.',
  errorColumns: { code: 'Code', exit: 'Exit code', cause: 'What is wrong', remedy: 'What to do' },
  exitCodeOf: (code) => `exit code ${code}`,
  reports: (address) =>
    address === undefined
      ? 'This build names no page for reports: tell whoever handed it to you.'
      : `Reports go to ${address}`,
  commands: {
    check: {
      summary: 'say whether a repair is needed; changes nothing',
      description:
        'Says whether only Windows Hello may sign in, by which value, and in which Windows. Changes nothing. Gross damage is told; whether the whole hive is sound is verified by a repair (also with --dry-run). Exit code 0: nothing to repair; 3: a repair is needed.',
      examples: [
        { line: 'hivemend check E:', does: 'the Windows on drive E:' },
        { line: 'hivemend check D: E: --json', does: 'two drives, as one JSON document' },
      ],
    },
    diagnose: {
      summary: 'say what locked the owner out, and how sure that is',
      description:
        "Reads the registry, the event logs, the scheduled tasks and the folders of Windows Hello together, and says whether a Secure Boot (DBX) update and a firmware update on a PC with Enhanced Sign-in Security locked its owner out: a grade, what speaks for and against it with the place of each, from when to when the logs go, and what to do. The screen shows what weighs most; --verbose shows all of it with the place of each. A log that is missing means that it can't be told, not no. Changes nothing. Exit code 0: a verdict; 3: a repair is needed as well.",
      examples: [
        { line: 'hivemend diagnose E:', does: 'the Windows on drive E:' },
        { line: 'hivemend diagnose E: --verbose', does: 'with records, keys and the period of each log' },
        { line: 'hivemend diagnose E: --report why.html', does: 'with a time line, for a ticket' },
        { line: 'hivemend diagnose --online', does: 'the Windows that is running now' },
      ],
    },
    repair: {
      summary: 'allow the password again; keeps a backup',
      description:
        'Sets DevicePasswordLessBuildVersion to 0, so that the password can be used again. The hive is backed up first, every change is verified, and "hivemend undo" takes it back. If the setting is right already, nothing is written.',
      examples: [
        { line: 'hivemend repair E:', does: 'repair the Windows on drive E:' },
        { line: 'hivemend repair E: --dry-run', does: 'go through everything but the write' },
        { line: 'hivemend repair E: --also smart-card-optional', does: 'a remedy as well' },
        { line: 'hivemend repair --online', does: 'the Windows that is running now' },
      ],
    },
    undo: {
      summary: 'put the backup of a repair back',
      description:
        'Puts the newest backup of the hive back, or the one given with --backup. Refuses when the hive has changed since the repair, unless --force is given.',
      examples: [
        { line: 'hivemend undo E:', does: 'take the last repair back' },
        { line: 'hivemend undo E: --backup 20260131-101500', does: 'put a certain backup back' },
        { line: 'hivemend undo E: --snapshot 20260131-101500', does: 'put all hives of a snapshot back' },
      ],
    },
    prevent: {
      summary: 'see to it that the owner is not locked out',
      description:
        'For a Windows that is running, as administrator: allows the password besides Windows Hello, and adds a BitLocker recovery key where the system drive has none, each after a question. The key is shown once on the screen, or written to a file on another drive, and is in no log and no report. Of a Windows on a disk (TARGET) it allows the password, and says what else can be read. Exit code 0: nothing is left to be done; 3: something is.',
      examples: [
        { line: 'hivemend prevent --check', does: 'only say what is to be done' },
        { line: 'hivemend prevent', does: 'ask, and do it, in the Windows that is running' },
        { line: 'hivemend prevent --yes --save-recovery-password E:\\key.txt', does: 'without a question' },
        {
          line: 'hivemend prevent --before-firmware-update',
          does: 'suspend BitLocker for two restarts as well, for an update of the firmware or of Secure Boot',
        },
      ],
    },
    remedies: {
      summary: 'show what else hides the password, and what takes it away',
      description:
        'Shows the remedies that a repair can be given with --also: what each does, where that stands in the registry, and who says so ("stated"; "inferred" where nobody does). With a target, says which of them are needed there. Changes nothing. None is applied without being named, since an administrator or a management service has set what it takes away.',
      examples: [
        { line: 'hivemend remedies', does: 'all of them' },
        { line: 'hivemend remedies E:', does: 'and which are needed in the Windows on drive E:' },
        { line: 'hivemend repair E: --also smart-card-optional', does: 'apply one' },
      ],
    },
    snapshot: enSnapshotHelp.command,
    'list-backups': {
      summary: 'show the backups of a hive',
      description: 'Shows the backups that repairs and undos have made of this hive, newest first.',
      examples: [{ line: 'hivemend list-backups E:', does: 'backups for the Windows on drive E:' }],
    },
    list: {
      summary: 'show every Windows on this PC and its state',
      description:
        'Looks through all drives, and shows each Windows found, a line each: where it lies, its version, the computer name, and whether a repair is needed. Changes nothing. On Linux, or for images, folders to look in can be given; of a WIM or a disk image, all that is in it is shown, with edition, build and languages.',
      examples: [
        { line: 'hivemend list', does: 'all drives' },
        { line: 'hivemend list /mnt/image', does: 'look in a mounted image' },
        { line: 'hivemend list install.wim', does: 'the images of a WIM' },
      ],
    },
    events: {
      summary: 'show the events of an event log file',
      description:
        'Shows what an event log file (.evtx) tells, the oldest event first, with all fields. Reads logs that Windows did not close, and what is left of damaged ones: it says which parts could not be read, and from when to when the log goes. Times are in UTC. Changes nothing.',
      examples: [
        {
          line: 'hivemend events System.evtx --provider TPM-WMI --id 1034',
          does: 'when Secure Boot was updated',
        },
        { line: 'hivemend events System.evtx --since 2026-11-01 --json-lines', does: 'for a script' },
      ],
    },
    summary: {
      summary: 'what runs on many targets did together',
      description:
        'Reads files that --json-lines wrote, of one run or of several on as many machines, and says how many targets were repaired, were right already, or were not done, and why. Of a target that is told of more than once the last counts. Exit code 3: some were not done.',
      examples: [
        { line: 'hivemend summary run.jsonl', does: 'of one run' },
        { line: 'hivemend summary results/*.jsonl --report fleet.html', does: 'of several, as a page' },
      ],
    },
    unlock: {
      summary: 'unlock a BitLocker drive with its recovery key',
      description:
        'Asks for the recovery key of a drive that BitLocker has locked, checks each group as it is typed, and has the manage-bde of this system unlock the drive. The key is never stored or logged, and shown only on request.',
      examples: [
        { line: 'hivemend unlock E:', does: 'ask for the recovery key' },
        { line: 'hivemend unlock E: --recovery-key F:\\key.bek', does: 'use a key file' },
      ],
    },
    'self-test': {
      summary: 'try the whole job on a hive of its own; show what works here',
      description:
        'Builds a small hive with an unfinished write, in FOLDER or the temporary folder, repairs it, takes the repair back and removes it all; then shows what of this machine matters. Send its output when something is odd. Exit code 3: a part failed.',
      examples: [
        { line: 'hivemend self-test', does: 'in the temporary folder' },
        { line: 'hivemend self-test E:\\', does: 'on the file system of drive E:' },
      ],
    },
    'make-media': {
      summary: 'copy what a recovery prompt needs to a stick',
      description:
        'Copies the Windows executables, hivemend.cmd, README.txt, licences and checksums from beside this program to FOLDER, and compares every copy with its checksum.',
      examples: [{ line: 'hivemend make-media E:\\hivemend', does: 'to a folder of the stick E:' }],
    },
    ...enRegistryHelp.commands,
    version: {
      summary: 'show the versions of hivemend and its parts',
      description:
        'Shows the versions of hivemend, hivex and Node.js, and the commit of the build. The same as --version and -V.',
      examples: [{ line: 'hivemend version --json', does: 'for a script' }],
    },
  },
  options: {
    json: 'write exactly one JSON document to standard output',
    lang: 'language of the messages',
    help: 'show this help',
    quiet: 'say nothing but what went wrong; the exit code tells the rest',
    verbose: 'tell every step as it begins, of an error what is known of it, and of a diagnosis all',
    yes: 'answer the questions of hivemend that take y or n with yes',
    log: 'append everything that happens to FILE',
    report: 'write a report: .html for people, .json for programs',
    value: 'set the value to N instead of 0 (2 enforces Windows Hello)',
    also: 'take away as well what NAME stands for, with the same backup, proof and undo: see "hivemend remedies"',
    'dry-run': 'go through everything, but write nothing',
    'backup-dir': 'keep backups in DIR instead of RegBack, by the hive',
    'in-place': 'accepted for scripts of earlier versions: a hive is always written in place now',
    'accept-dirty':
      'go on when the transaction logs of a dirty hive are missing or unusable; what they held is lost',
    'ignore-hibernation':
      'go on although Windows is hibernated (for experts: the change can be lost, or do damage)',
    'follow-links': 'follow links and mount points on the examined disk, wherever they lead',
    all: 'every Windows found, or every Windows on the target',
    online: 'the Windows that is running now, as administrator',
    'hivex-wasm': 'use another build of the hivex module',
    backup:
      'undo: the backup to put back, by the ID that list-backups shows; repair: keep the whole hive (as by default), or only the pages that are changed',
    ...enSnapshotHelp.options,
    force:
      'do it although something else would be lost: the hive changed since the repair (undo), a file of that name is there (make-media)',
    'recovery-password-file':
      'read the recovery key (48 digits; Windows also calls them recovery password) from FILE, or from standard input (-)',
    'recovery-key': 'unlock with a .bek key file',
    check: 'only say what is to be done; change nothing',
    'save-recovery-password':
      'write a new BitLocker recovery key to FILE, on another drive, instead of showing it',
    'before-firmware-update': 'suspend BitLocker on the system drive for two restarts',
    provider: 'only events of this provider; Microsoft-Windows- may be left out',
    id: 'only events of these numbers, such as 1034,1036',
    since: 'only events from this time on, in UTC: 2026-11-27 or 2026-11-27T22:38',
    'json-lines':
      'write a line of JSON for each item as it is found, however many there are, and for each target as it ends',
    ...enRegistryHelp.options,
    image:
      'of a WIM or a disk image, the image or partition of this number or name (all that hold a Windows unless given)',
    'time-limit': 'how long another program may take that opens an image',
    'targets-from':
      'read targets from FILE, or from standard input (-): one in each line, or JSON objects such as {"target": "D:", "value": 0}',
    jobs: 'work on N targets at a time (4 unless given)',
    'fail-fast': 'begin no further target after one that could not be done',
    resume: 'leave out targets that FILE, which --json-lines wrote, tells as done',
    'exit-codes': 'simple: 0 when nothing is left to be done, 1 for everything else',
    details: 'tell more of each Windows: dates, accounts, build, hive, what else hides the password',
    'log-format': 'cmtrace: as the log viewer of Configuration Manager reads it',
    ticket: 'a number that log and report carry',
    technician: 'a name that they carry',
  },
  optionsOf: {
    repair: { backup: 'keep the whole hive (as by default), or only the pages that are changed' },
    undo: {
      backup: 'the backup to put back, by the ID that list-backups shows',
      'backup-dir': 'look for backups in DIR instead of beside the hive, and keep the present hive there',
      force: 'put it back although the hive changed since the repair: those changes are lost',
    },
    snapshot: enSnapshotHelp.ownOptions,
    'list-backups': { 'backup-dir': 'look for backups in DIR instead of beside the hive' },
    'make-media': { force: 'replace files of the same names that are not those of hivemend' },
  },
  exitCodes: [
    [0, 'success; check: nothing to repair'],
    [1, 'a bug in hivemend'],
    [2, 'wrong usage'],
    [3, 'findings: a repair is needed, a choice is open, or targets were skipped'],
    [10, 'no Windows or no hive there, or no such key or value in it'],
    [11, 'the drive is locked by BitLocker, or manage-bde refused'],
    [12, 'the hive, or the event log, is damaged'],
    [13, "the hive is dirty and its logs can't be applied"],
    [14, 'not what the change expects: another file or hive, a key or path that leads elsewhere'],
    [15, 'access denied, in use, read-only, or disk full'],
    [16, 'Windows is hibernated (Fast Startup)'],
    [20, 'writing failed; nothing changed'],
    [21, 'the check after writing failed; the hive was made again what it was'],
    [22, 'that failed, too; the message names the backup'],
    [130, 'cancelled; nothing changed'],
  ],
};
