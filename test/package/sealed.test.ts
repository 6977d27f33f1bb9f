import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { afterAll, describe, expect, it } from 'vitest';
import {
  dependentLoadFlags,
  FROM_WINDOWS_ALONE,
  loadFromWindowsAlone,
} from '../../scripts/packaging/library-search.ts';
import { seal, unsealedWords } from '../../scripts/packaging/seal.ts';
import { TARGETS } from '../../scripts/packaging/targets.ts';
import { dist, haveDist } from '../support/dist.ts';
import { compileLibrary } from '../support/native-library.ts';
import {
  type Disk,
  type Finished,
  type Program,
  programsAndArm64,
  seeingFilesOf,
} from '../support/programs.ts';
import { BLOB_THAT_TAKES_NO_OPTIONS, reopened } from '../support/reopened-program.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';
import { makeWorkerPrefix } from '../support/wine.ts';

/**
 * Files and variables of others, that want to decide what an executable runs or to keep it from running. Each trap is shown
 * to work: an executable that differs in nothing but the seal (reopened) is caught.
 */

const scratch = mkdtempSync(join(tmpdir(), 'hivemend-sealed-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const packaged = haveDist ? programsAndArm64().filter(({ name }) => name !== 'source') : [];

describe.each(packaged)('hostile surroundings of the $name', (program) => {
  const open = reopened(program, join(scratch, `reopened-${program.flavour}-${program.architecture}`));

  const withTraps = async (body: (traps: Traps) => Promise<unknown>): Promise<void> => {
    const disk = program.addDisk();
    try {
      await body(new Traps(program, disk));
    } finally {
      disk.remove();
    }
  };

  it('a configuration of OpenSSL, named by a variable, loads no library', () =>
    withTraps(async (traps) => {
      const environment = { OPENSSL_CONF: traps.configuration() };
      expectWorks(await program.run(['version', '--json'], { environment }));
      expect(traps.wasSprung()).toBe(false);
      await open.run(['version'], { environment });
      expect(traps.wasSprung()).toBe(true);
    }));

  it('a malformed configuration, named by a variable, stops nothing', () =>
    withTraps(async (traps) => {
      const environment = { OPENSSL_CONF: traps.malformed() };
      expectWorks(await program.run(['version', '--json'], { environment }));
      expect((await open.run(['version'], { environment })).exitCode).not.toBe(0);
    }));

  it('a configuration at the place that is built in loads no library', () =>
    withTraps(async (traps) => {
      await withBuiltInPlace(traps.configurationText(), async (seeing) => {
        expectWorks(await seeing(program).run(['version', '--json']));
        expect(traps.wasSprung()).toBe(false);
        await seeing(open).run(['version']);
        expect(traps.wasSprung()).toBe(true);
      });
    }));

  it('a malformed configuration at the place that is built in stops nothing', () =>
    withBuiltInPlace(MALFORMED, async (seeing) => {
      expectWorks(await seeing(program).run(['version', '--json']));
      expect((await seeing(open).run(['version'])).exitCode).not.toBe(0);
    }));

  it('NODE_OPTIONS runs no program', () =>
    withTraps(async (traps) => {
      const environment = { NODE_OPTIONS: `--require ${JSON.stringify(traps.script())}` };
      expectWorks(await program.run(['version', '--json'], { environment }));
      expect(traps.wasSprung()).toBe(false);
      await open.run(['version'], { environment });
      expect(traps.wasSprung()).toBe(true);
    }));

  it('options of V8 in NODE_OPTIONS do not make it compile anew, and wrong ones stop nothing', async () => {
    for (const options of ['--max-lazy', '--no-such-option']) {
      expectWorks(await program.run(['version', '--json'], { environment: { NODE_OPTIONS: options } }));
    }
  });

  it('no other variable of Node, its parts or our packages stops it, leaves a file or says a word', () =>
    withTraps(async (traps) => {
      fillSampleDisk(traps.disk.folder);
      const plain = await program.run(['check', traps.disk.root]);
      const names = readdirSync(traps.disk.folder).sort();
      const ended = await program.run(['check', traps.disk.root], { environment: traps.allVariables() });
      expect(ended).toEqual(plain);
      expect(ended.exitCode).toBe(3);
      expect(readdirSync(traps.disk.folder).sort()).toEqual(names);
      const { stdout } = await program.run(['version', '--json'], { environment: traps.allVariables() });
      expect(JSON.parse(stdout).result.codeCache).toBe('used');
    }));

  it.runIf(program.flavour === 'posix')('a variable without a name is not taken for one of those', () =>
    withTraps(async (traps) => {
      const environment = { '': `--require ${JSON.stringify(traps.script())}` };
      expectWorks(await program.run(['version', '--json'], { environment }));
      expect(traps.wasSprung()).toBe(false);
    }),
  );

  /** Runs `body` where OpenSSL's own configuration has this text. */
  async function withBuiltInPlace(text: string, body: (seeing: (one: Program) => Program) => Promise<void>) {
    if (program.flavour === 'windows') {
      await withDriveC({ 'Program Files/Common Files/SSL/openssl.cnf': text }, () => body((one) => one));
      return;
    }
    await body((one) => {
      const root = mkdtempSync(join(scratch, 'root-'));
      mkdirSync(join(root, 'etc/ssl'), { recursive: true });
      writeFileSync(join(root, 'etc/ssl/openssl.cnf'), text);
      return seeingFilesOf(root, one);
    });
  }
});

describe.skipIf(packaged.length === 0)('the environment', () => {
  const [linux] = packaged.filter(({ name }) => name === 'linux executable');

  /** Of the system, of people at a terminal, and ours. Everything else is one more that may decide something. */
  const KNOWN =
    /^(?:|LC_ALL|LC_MESSAGES|LANG|TZ|HOME|HIVEMEND_[A-Z_]+|NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|TERM|COLORTERM|TMPDIR|TMP|TEMP)$/;

  it.each([['version'], ['check'], ['repair'], ['self-test']])(
    'is asked for nothing unknown by %s',
    async (command) => {
      if (linux === undefined) throw new Error('no Linux executable');
      const disk = linux.addDisk();
      const log = join(scratch, `asked-${command}`);
      const library = join(scratch, `asked-${command}.so`);
      try {
        fillSampleDisk(disk.folder);
        compileLibrary('asked-variables.c', linux, library, ['LOG', log]);
        const operands = command === 'version' ? [] : [disk.root];
        await linux.run([command, ...operands], { environment: { LD_PRELOAD: library } });
        const asked = readFileSync(log, 'utf8').split('\n');
        expect(asked.length).toBeGreaterThan(20);
        expect(asked.filter((name) => !KNOWN.test(name))).toEqual([]);
      } finally {
        disk.remove();
      }
    },
  );
});

describe.skipIf(!haveDist).each(TARGETS)('the bytes of $executable', (target) => {
  const bytes = haveDist ? readFileSync(join(dist, target.executable)) : Buffer.alloc(0);

  it('have none of the words by which others decide', () => {
    expect(unsealedWords(bytes, target)).toEqual([]);
    expect(bytes.includes('Common Files\\SSL')).toBe(false);
  });

  it('have Node take no options from the environment by its own switch as well', () => {
    expect(bytes.includes(Buffer.from(`${BLOB_THAT_TAKES_NO_OPTIONS}\0`, 'latin1'))).toBe(true);
  });

  it('are refused as a Node that has other words', () => {
    expect(() => seal(Buffer.from(bytes), target)).toThrow(
      /is in Node's binary 0 times, not 1\. Another Node\?/,
    );
  });

  it.runIf(target.os === 'win32')('have Windows alone give the libraries', () => {
    expect(dependentLoadFlags(bytes)).toBe(FROM_WINDOWS_ALONE);
    expect(() => loadFromWindowsAlone(Buffer.from(bytes))).toThrow(/has flags for its libraries already/);
    // With a manifest inside, Windows heeds no `.local` and no `.manifest` beside the executable.
    const types = NtExecutableResource.from(NtExecutable.from(bytes)).entries.map(({ type }) => type);
    expect(types).toContain(RT_MANIFEST);
  });
});

const RT_MANIFEST = 24;

const MALFORMED = '[nodejs_conf\nthis is = no configuration [\n';

/** What somebody else prepared on a disk, and the one file that it leaves when it is run. */
class Traps {
  readonly disk: Disk;
  readonly #program: Program;

  constructor(program: Program, disk: Disk) {
    this.#program = program;
    this.disk = disk;
  }

  wasSprung(): boolean {
    return existsSync(join(this.disk.folder, 'mark'));
  }

  configuration(): string {
    return this.#put('hostile.cnf', this.configurationText());
  }

  configurationText(): string {
    const library = this.disk.nameOf('hostile.library');
    compileLibrary('hostile-library.c', this.#program, join(this.disk.folder, 'hostile.library'), [
      'MARK',
      this.disk.nameOf('mark'),
    ]);
    const lines = ['nodejs_conf = start', '[start]', 'providers = all', '[all]', 'hostile = one', '[one]'];
    return [...lines, `module = ${library.replaceAll('\\', '\\\\')}`, 'activate = 1', ''].join('\n');
  }

  malformed(): string {
    return this.#put('malformed.cnf', MALFORMED);
  }

  script(): string {
    const mark = JSON.stringify(this.disk.nameOf('mark'));
    return this.#put('hostile.cjs', `require('node:fs').writeFileSync(${mark}, '');\n`);
  }

  allVariables(): Record<string, string> {
    const missing = this.disk.nameOf('missing');
    return {
      NODE_COMPILE_CACHE: missing,
      NODE_V8_COVERAGE: missing,
      NODE_REDIRECT_WARNINGS: missing,
      NODE_ICU_DATA: missing,
      ICU_TIMEZONE_FILES_DIR: missing,
      NODE_EXTRA_CA_CERTS: missing,
      SSL_CERT_FILE: missing,
      SSL_CERT_DIR: missing,
      OPENSSL_MODULES: missing,
      OPENSSL_ENGINES: missing,
      OPENSSL_CONF_INCLUDE: missing,
      NODE_PATH: missing,
      NODE_REPL_EXTERNAL_MODULE: missing,
      NODE_REPL_HISTORY: missing,
      NODE_CHANNEL_FD: 'none',
      NODE_UNIQUE_ID: '1',
      NODE_DEBUG: '*',
      NODE_DEBUG_NATIVE: '*',
      NODE_PENDING_DEPRECATION: '1',
      NODE_PRESERVE_SYMLINKS: '1',
      NODE_USE_SYSTEM_CA: '1',
      NODE_USE_ENV_PROXY: '1',
      UV_THREADPOOL_SIZE: '1',
      UV_USE_IO_URING: '1',
      OPENSSL_ia32cap: '0:0',
      OPENSSL_armcap: '0',
      SIMDUTF_FORCE_IMPLEMENTATION: 'none',
      SIMDJSON_FORCE_IMPLEMENTATION: 'none',
      YARGS_MIN_NODE_VERSION: '99',
    };
  }

  #put(name: string, text: string): string {
    writeFileSync(join(this.disk.folder, name), text);
    return this.disk.nameOf(name);
  }
}

function expectWorks({ exitCode, stdout, stderr }: Finished): void {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, result: { codeCache: 'used' } });
}

/** Wine's drive C: with these files besides its own folder of Windows. */
async function withDriveC(files: Readonly<Record<string, string>>, body: () => Promise<void>): Promise<void> {
  const drive = mkdtempSync(join(scratch, 'c-'));
  const link = join(makeWorkerPrefix().folder, 'dosdevices', 'c:');
  const usual = join(makeWorkerPrefix().base, 'drive_c');
  symlinkSync(join(usual, 'windows'), join(drive, 'windows'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(drive, path)), { recursive: true });
    writeFileSync(join(drive, path), text);
  }
  rmSync(link);
  symlinkSync(drive, link);
  try {
    await body();
  } finally {
    rmSync(link);
    symlinkSync(usual, link);
  }
}
