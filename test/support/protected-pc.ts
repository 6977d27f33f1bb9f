import type { CommandResult, CommandRunner } from '../../src/files/command-runner.ts';
import { FakeReg, type Keys } from '../online/fake-reg.ts';
import { TRANSCRIPTS } from './locked-pc.ts';
import { MemoryFileSystem } from './memory-file-system.ts';
import { StandInProgram } from './stand-in-program.ts';

/** The recovery password that the drive gets. */
export const NEW_PASSWORD = '111111-222222-333333-444444-555555-666666-000011-720885';
export const NEW_KEY_ID = '5A1C0D4E-3B77-4D0E-9C55-1F6E2A7B9D10';
/** The one that it has. */
export const KEY_ID = 'DFA26333-9C14-402C-8E21-A8C40AF3D5B1';

/** The protector that every such drive has. */
const TPM_ID = '0B0C3D1E-7A51-4F5C-8C11-2B1F0E9D8A77';

const NT = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
export const DEVICE = `${NT}\\PasswordLess\\Device`;
const MANAGE_BDE = 'C:\\Windows\\System32\\manage-bde.exe';

/** Windows' exit codes by those of the stand-in. */
const EXIT_CODES: Readonly<Record<number, number>> = { 3: -2144272280, 5: -2147217405, 6: -2147024894 };

/** It does nothing and ends with an odd code, or with none; it does what it is asked for and is ended then, or talks rubbish. */
export type WrongCall = 'refuses' | 'is-killed' | 'does-and-is-killed' | 'talks-rubbish';

export interface ProtectedPcOptions {
  /** What manage-bde speaks. */
  readonly language?: 'en' | 'ja';
  readonly isProtected?: boolean;
  readonly hasKey?: boolean;
  readonly helloOnly?: boolean;
  readonly noRights?: boolean;
  /**
   * What goes wrong: a policy forbids recovery passwords; none is there after one was added; its digits can't be read; nor can it be
   * taken away again; suspending is refused, or changes nothing; the state is told by no code that Microsoft names.
   */
  readonly fault?:
    | 'policy'
    | 'nothing-added'
    | 'no-digits'
    | 'no-digits-no-deleting'
    | 'not-suspended'
    | 'suspending-refused'
    | 'odd-state';
  /** The call of manage-bde, from 1, that goes wrong, and how. */
  readonly wrongCall?: { readonly at: number; readonly how: WrongCall };
  /** Without a manage-bde, as some servers are. */
  readonly withoutManageBde?: boolean;
  /** Bytes that fit on E:. */
  readonly capacity?: number;
  readonly keys?: Keys;
}

/** A Windows that runs from C:, with drives D: to F:; a program of its own stands in for manage-bde, and a made one for reg.exe. */
export class ProtectedPc {
  readonly files: MemoryFileSystem;
  readonly commands: CommandRunner;
  readonly registry: FakeReg;
  readonly environment = { SystemRoot: 'C:\\Windows' };
  readonly #program: StandInProgram;

  private constructor(program: StandInProgram, options: ProtectedPcOptions) {
    this.#program = program;
    this.files = new MemoryFileSystem({ flavour: 'windows' });
    this.files.put('C:\\Windows\\explorer.exe', Uint8Array.of(1));
    if (options.withoutManageBde !== true) this.files.put(MANAGE_BDE, Uint8Array.of(1));
    this.files.mount('E:\\', options.capacity === undefined ? {} : { capacity: options.capacity });
    const value = options.helloOnly === false ? '0x0' : '0x2';
    const keys: Keys = {
      [NT]: {
        ProductName: ['REG_SZ', 'Windows 10 Home'],
        CurrentBuildNumber: ['REG_SZ', '26100'],
        DisplayVersion: ['REG_SZ', '24H2'],
      },
      [DEVICE]: { DevicePasswordLessBuildVersion: ['REG_DWORD', value] },
      ...options.keys,
    };
    this.registry = new FakeReg(keys, { rights: options.noRights !== true });
    this.commands = { run: (name, args, patience) => this.#run(name, args, patience) };
  }

  static async start(options: ProtectedPcOptions = {}): Promise<ProtectedPc> {
    return new ProtectedPc(
      await StandInProgram.start((folder) => script(folder, options), EXIT_CODES),
      options,
    );
  }

  /** All arguments of all calls of manage-bde, one a line. */
  async calls(): Promise<string> {
    return this.#program.calls();
  }

  /** What became of the drive. */
  async drive(): Promise<{ readonly hasNewKey: boolean; readonly isSuspended: boolean }> {
    const [hasNewKey, isSuspended] = await Promise.all([
      this.#program.keeps('added'),
      this.#program.keeps('suspended'),
    ]);
    return { hasNewKey, isSuspended };
  }

  async end(): Promise<void> {
    await this.#program.end();
  }

  #run(
    name: string,
    args: readonly string[],
    patience?: { readonly timeoutMs?: number },
  ): Promise<CommandResult> {
    return name === MANAGE_BDE ? this.#program.run(args, patience) : this.registry.run(name, args);
  }
}

function script(
  folder: string,
  {
    language = 'en',
    isProtected = true,
    hasKey = false,
    noRights = false,
    fault,
    wrongCall,
  }: ProtectedPcOptions,
): readonly string[] {
  const say = (name: string): string => `cat '${TRANSCRIPTS}/${language}/${name}.txt'`;
  const has = (name: string): string => `[ -e '${folder}/${name}' ]`;
  const isOn = isProtected ? `! ${has('suspended')}` : 'false';
  const digits =
    fault === 'no-digits' || fault === 'no-digits-no-deleting' ? 'protectors-none' : 'protectors-added-id';
  const added = fault === 'nothing-added' ? 'true' : `touch '${folder}/added'`;
  const known = hasKey ? say('protectors-recovery-password') : `${say('protectors-none')}; exit 1`;
  const status = `if ${isOn}; then ${say('status-protected')}; else ${say('status-not-protected')}; exit 1; fi`;
  const suspended = fault === 'not-suspended' ? 'true' : `touch '${folder}/suspended'`;
  const keys = `if ${has('added')}; then ${say('protectors-added-id')}; else ${known}; fi`;
  return [
    ...(noRights ? [`${say('no-wmi-access')}; exit 5`] : []),
    'answer() {',
    'case "$*" in',
    `  '-status C: -protectionaserrorlevel') ${fault === 'odd-state' ? 'exit 6' : status} ;;`,
    `  '-protectors -get C: -Type RecoveryPassword') ${keys} ;;`,
    `  '-protectors -get C:') echo 'TPM: {${TPM_ID}}'; ( ${keys} ); exit 0 ;;`,
    `  '-protectors -add C: -RecoveryPassword') ${fault === 'policy' ? `${say('refused-by-policy')}; exit 3` : `${added}; ${say('protector-added')}`} ;;`,
    `  '-protectors -get C: -id {${NEW_KEY_ID}}') ${say(digits)} ;;`,
    `  '-protectors -delete C: -id {${NEW_KEY_ID}}') ${fault === 'no-digits-no-deleting' ? 'exit 3' : `rm '${folder}/added'; ${say('protector-deleted')}`} ;;`,
    `  '-protectors -disable C: -RebootCount 2') ${fault === 'suspending-refused' ? 'exit 3' : `${suspended}; ${say('protectors-disabled')}`} ;;`,
    '  *) exit 9 ;;',
    'esac',
    '}',
    ...(wrongCall === undefined ? [] : goesWrong(folder, wrongCall)),
    'answer "$@"',
  ];
}

function goesWrong(
  folder: string,
  { at, how }: NonNullable<ProtectedPcOptions['wrongCall']>,
): readonly string[] {
  const ways: Readonly<Record<WrongCall, string>> = {
    refuses: 'exit 6',
    'is-killed': 'kill -KILL $$',
    'does-and-is-killed': '( answer "$@" ) > /dev/null; kill -KILL $$',
    'talks-rubbish': `( answer "$@" ) > /dev/null; code=$?; printf '\\000{no id}\\377 123456-\\n'; exit $code`,
  };
  return [`echo >> '${folder}/count'`, `if [ $(wc -l < '${folder}/count') = ${at} ]; then ${ways[how]}; fi`];
}
