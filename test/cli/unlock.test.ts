import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { Key, Surroundings } from '../../src/cli/surroundings.ts';
import {
  KEY_FILE,
  LockedPc,
  type LockedPcOptions,
  RIGHT_PASSWORD,
  WRONG_PASSWORD,
} from '../support/locked-pc.ts';

/** The whole program at a recovery prompt whose drive D: is locked; only files and the console are in memory. */

let pc: LockedPc | undefined;

afterEach(async () => {
  await pc?.end();
  pc = undefined;
});

interface Sitting {
  readonly args: readonly string[];
  /** Lines that a person types; without them nobody sits there. */
  readonly typed?: readonly string[];
  readonly stdin?: string;
  readonly pc?: LockedPcOptions;
}

interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: string;
  readonly calls: string;
}

async function sit({ args, typed, stdin = '', pc: options = { language: 'en' } }: Sitting): Promise<Ending> {
  pc = await LockedPc.start(options);
  const { files, commands } = pc;
  let [stdout, stderr] = ['', ''];
  const isTerminal = typed !== undefined;
  const keys = [...(typed ?? [])].flatMap((line): Key[] => [
    { name: 'other', text: line },
    { name: 'enter', text: undefined },
  ]);
  const surroundings: Surroundings = {
    args: [...args, '--log', 'E:\\hivemend.log'],
    calledAs: 'hivemend',
    environment: () => undefined,
    stdin: { isTerminal, readAll: async () => new TextEncoder().encode(stdin), onKey: keyboard(keys) },
    stdout: {
      isTerminal,
      columns: 80,
      hasColors: false,
      write: (text) => {
        stdout += text;
      },
      writeDocument: (text) => {
        stdout += text;
      },
    },
    stderr: {
      isTerminal,
      columns: 80,
      hasColors: false,
      write: (text) => {
        stderr += text;
      },
      writeDocument: (text) => {
        stderr += text;
      },
    },
    clock: () => new Date('2026-02-12T08:00:00Z'),
    locale: () => 'en-US',
    system: {
      flavour: 'windows',
      architecture: 'x64',
      processId: 1,
      hostName: () => 'MINWINPC',
      bootedAt: () => '2026-02-12T07:00:00Z',
      processSpace: () => 'here',
      nodeVersion: '20.19.2',
      systemRoot: () => 'X:\\Windows',
      programFolders: () => [],
      temporaryFolder: () => 'X:\\Windows\\Temp',
      freeMemory: () => 0,
    },
    build: { version: '0', commit: 'unknown', hivex: '1.3.24', emscripten: '3.1.6', codeCache: 'none' },
    processRuns: () => false,
    pause: async () => undefined,
    files: async () => files,
    commands: async () => commands,
    makePrivateFolder: async (start) => start,
    isPrivateFolder: async () => true,
    endProgram: async () => false,
    mounts: async () => '',
    hivexModule: async () => new Uint8Array(0),
    structureCheckModule: async () => new Uint8Array(0),
    onInterrupt: () => () => undefined,
  };
  const exitCode = await run(surroundings);
  const log = new TextDecoder().decode(files.bytes('E:\\hivemend.log') ?? new Uint8Array(0));
  return { exitCode, stdout, stderr, log, calls: await pc.calls() };
}

/** Types the keys one after the other, whoever listens at that moment. */
function keyboard(keys: Key[]): (listener: (key: Key) => void) => () => void {
  return (listener) => {
    let isListening = true;
    const next = (): void => {
      const key = isListening ? keys.shift() : undefined;
      if (key === undefined) return;
      listener(key);
      setImmediate(next);
    };
    setImmediate(next);
    return () => {
      isListening = false;
    };
  };
}

/** Two groups in a row of any password that was used. */
const SECRET = /\d{6}\W?\d{6}/;

function expectNoSecret({ stdout, stderr, log }: Ending): void {
  for (const text of [stdout, stderr, log]) expect(text).not.toMatch(SECRET);
}

describe.each(['en', 'ja'] as const)('unlock with a manage-bde that speaks %s', (language) => {
  it('asks, names a mistyped group, asks again after a refusal, and unlocks', async () => {
    const mistyped = RIGHT_PASSWORD.replace('222222', '222223');
    const ending = await sit({
      args: ['unlock', 'D:', '--lang', language],
      typed: [mistyped, WRONG_PASSWORD, RIGHT_PASSWORD.replaceAll('-', '\u3000')],
      pc: { language },
    });
    expect(ending.exitCode).toBe(0);
    expect(ending.stderr).toContain('DFA26333');
    expect(ending.calls.match(/^-unlock$/gm)).toHaveLength(2);
    expect(ending.calls).not.toContain('222223');
    expectNoSecret(ending);
  });

  it('takes the password from standard input, and tells of it as JSON', async () => {
    const args = ['unlock', 'd:', '--recovery-password-file', '-', '--json', '--lang', language];
    const ending = await sit({ args, stdin: `${RIGHT_PASSWORD}\n`, pc: { language } });
    expect(JSON.parse(ending.stdout)).toMatchObject({
      command: 'unlock',
      ok: true,
      disk: 'unchanged',
      result: { volume: 'D:', state: 'unlocked' },
    });
    expectNoSecret(ending);
  });

  it('refuses wrong keys of scripts, and says which group', async () => {
    const args = ['unlock', 'D:', '--recovery-password-file', '-', '--json'];
    const refused = await sit({ args, stdin: WRONG_PASSWORD, pc: { language } });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      ok: false,
      error: { code: 'unlock-refused', details: { exitCode: -2144272345 } },
    });
    expect(refused.exitCode).toBe(11);
    expectNoSecret(refused);
    await pc?.end();
    const mistyped = await sit({ args, stdin: RIGHT_PASSWORD.replace('333333', '333334'), pc: { language } });
    expect(JSON.parse(mistyped.stdout)).toMatchObject({
      error: { code: 'recovery-password-malformed', details: { groups: [3] } },
    });
    expect(mistyped.calls).toBe('');
    expectNoSecret(mistyped);
  });
});

describe('a recovery key that is typed', () => {
  const mistyped = RIGHT_PASSWORD.replace('222222', '222223').replace('555555', '555556');

  it('is asked for again only in the groups that are wrong', async () => {
    const ending = await sit({ args: ['unlock', 'D:'], typed: [mistyped, '222222', '555555'] });
    expect(ending.exitCode).toBe(0);
    expect(ending.stderr).toContain('Groups 2, 5 are mistyped');
    expect(ending.stderr).toContain('Group 5 does not have 6 digits yet');
    expect(ending.calls).toContain(RIGHT_PASSWORD);
    expectNoSecret(ending);
  });

  it('opens the drive when it is typed where yes or no is asked for', async () => {
    const ending = await sit({ args: ['repair', 'D:'], typed: [RIGHT_PASSWORD] });
    expect(ending.calls).toContain(RIGHT_PASSWORD);
    expect(ending.stderr).not.toMatch(/\d{6}/);
    expectNoSecret(ending);
    await pc?.end();
    const corrected = await sit({ args: ['repair', 'D:'], typed: [mistyped, '222222555555'] });
    expect(corrected.calls).toContain(RIGHT_PASSWORD);
    expectNoSecret(corrected);
    await pc?.end();
    const refused = await sit({ args: ['repair', 'D:'], typed: [WRONG_PASSWORD, RIGHT_PASSWORD] });
    expect(refused.stderr).toContain('DFA26333');
    expect(refused.calls).toContain(RIGHT_PASSWORD);
  });

  it('is shown on request, and on the screen only', async () => {
    const ending = await sit({ args: ['unlock', 'D:'], typed: ['111111222222', 's', 's', RIGHT_PASSWORD] });
    expect(ending.stderr).toContain('111111-222222-______');
    expect(ending.log).not.toMatch(SECRET);
    expect(ending.exitCode).toBe(0);
  });

  it.each([
    ['en', 'this key does not open it (manage-bde: 0x80310027)'],
    ['ja', 'この回復キーでは解除できません (manage-bde: 0x80310027)'],
  ])('is refused in words and by the code that Windows writes (%s)', async (lang, words) => {
    const args = ['unlock', 'D:', '--recovery-password-file', '-', '--lang', lang];
    const { stderr } = await sit({ args, stdin: WRONG_PASSWORD });
    expect(stderr.replaceAll(/\s+/g, '')).toContain(words.replaceAll(' ', ''));
  });

  it.each([
    ['en', 'recovery key: 48 digits, which Windows also calls recovery password'],
    ['ja', '「回復パスワード」と表示される 48 桁の数字と同じもの'],
  ])('has two names, which is said once (%s)', async (lang, names) => {
    const { stderr } = await sit({ args: ['unlock', 'D:', '--lang', lang], typed: [RIGHT_PASSWORD] });
    const flat = (text: string): string => text.replaceAll(/\s+/g, '');
    expect(flat(stderr).split(flat(names))).toHaveLength(2);
  });
});

describe('a drive that needs no key', () => {
  it('is told before one is asked for', async () => {
    const open = await sit({ args: ['unlock', 'E:'], typed: [] });
    expect(open.stdout).toContain('E: is not locked');
    expect(open.exitCode).toBe(0);
    await pc?.end();
    const missing = await sit({ args: ['unlock', 'Q:'], typed: [] });
    expect(missing.exitCode).toBe(10);
    expect(missing.stderr).toContain('There is no Q:\\');
    for (const { stderr, calls } of [open, missing]) {
      expect(stderr).not.toContain('Recovery key:');
      expect(calls).toBe('');
    }
  });
});

describe('a locked drive', () => {
  it('opens with a key file', async () => {
    const ending = await sit({ args: ['unlock', 'D:', '--recovery-key', KEY_FILE] });
    expect(ending.exitCode).toBe(0);
    expect(ending.calls).toContain(KEY_FILE);
  });

  it('is named by check and list, not taken for a drive without Windows', async () => {
    const check = await sit({ args: ['check', 'D:\\', '--json'] });
    expect(check.exitCode).toBe(11);
    expect(JSON.parse(check.stdout)).toMatchObject({ error: { code: 'volume-locked' } });
    await pc?.end();
    const list = await sit({ args: ['list', '--json'] });
    expect(JSON.stringify(JSON.parse(list.stdout))).toContain('"state":"locked"');
  });

  it('waits for nobody where there is no terminal', async () => {
    const ending = await sit({ args: ['unlock', 'D:'] });
    expect(ending.exitCode).toBe(2);
    expect(ending.stderr).toContain('--recovery-password-file -');
    expect(ending.calls).toBe('');
  });
});

describe('a drive that stays locked', () => {
  it.each([
    ['the guided repair', []],
    ['a repair', ['repair', 'D:']],
  ])('ends %s with what can be done without its key', async (_name, args) => {
    const ending = await sit({ args, typed: ['n'] });
    expect(ending.exitCode).toBe(11);
    expect(ending.stderr).toMatch(/D:\\? is still locked by BitLocker/);
    expect(ending.stderr.replaceAll(/\s+/g, ' ')).toContain('Without its recovery key no program can read');
    expect(ending.stderr).not.toContain('There is no Windows');
  });
});
