import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectWithLibrary } from '../support/packed-library.ts';

/** The page of docs/examples in a browser, with the packed package. Debian: chromium. */

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/examples/browser/index.html');
const FIXTURES = join(ROOT, 'fixtures/hives');
const CHROMIUM = '/usr/bin/chromium';

const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
const haveChromium = existsSync(CHROMIUM);
if (!haveChromium) {
  const text = `${CHROMIUM} is missing: scripts/set-up test installs it`;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}

/** Does at the page what a person does there: chooses files, and reads what it says then. */
const PERSON = `
  const { search } = location;
  new MutationObserver(() => {
    fetch('/said' + search, { method: 'POST', body: document.querySelector('pre').textContent });
  }).observe(document.querySelector('pre'), { childList: true });
  const chosen = new DataTransfer();
  for (const name of new URLSearchParams(search).getAll('hive')) {
    const answer = await fetch('/fixtures/' + name);
    chosen.items.add(new File([await answer.blob()], name));
  }
  const input = document.querySelector('input');
  input.files = chosen.files;
  input.dispatchEvent(new Event('change'));`;

/**
 * What docs/library.md says of the doors in a browser, done there with a file that was chosen: the structure checked, two hives
 * compared, of a hive only what is asked for read, a change made and proven, hivex used. The jobs are of no use there.
 */
const DOORS_PAGE = `<!doctype html><meta charset="utf-8" />
<script type="importmap">{ "imports": { ${['regf', 'replay', 'change', 'hivex']
  .map((door) => `"hivemend/${door}": "./node_modules/hivemend/build/library/${door}.js"`)
  .join(', ')}, "hivemend": "./node_modules/hivemend/build/library/index.js" } }</script>
<script type="module">
  const said = {};
  const name = 'setting-2';
  const file = new File([await (await fetch('/fixtures/' + name)).blob()], name);
  const doing = {
    async regf() {
      const { checkHive, diffHives, HiveReader, whenRead } = await import('hivemend/regf');
      const { sourceOfBlob } = await import('hivemend/replay');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const other = new Uint8Array(await (await fetch('/fixtures/setting-0')).arrayBuffer());
      const { damage } = checkHive(bytes, name);
      const differences = [...diffHives(new HiveReader(bytes, name), new HiveReader(other, 'setting-0'))];
      const lazy = await HiveReader.onDemand(sourceOfBlob(file, name));
      const key = await whenRead(() => lazy.find(['Microsoft', 'Windows NT'])?.name);
      return [damage, differences.length > 0, key];
    },
    async replay() {
      const { openHive, sourceOfBlob } = await import('hivemend/replay');
      return (await openHive(sourceOfBlob(file, name), [])).state;
    },
    async change() {
      const { applyEdits, bundledTools } = await import('hivemend/change');
      const { fileTimeOf } = await import('hivemend/regf');
      const { openHive, sourceOfBlob } = await import('hivemend/replay');
      const { hive } = await openHive(sourceOfBlob(file, name), []);
      const edits = [{ edit: 'create-key', key: ['New'] }];
      const applied = await applyEdits(bundledTools(), hive, name, edits, fileTimeOf(new Date()));
      return applied.state;
    },
    async hivex() {
      const { loadBundledHivex, readHive } = await import('hivemend/hivex');
      const { openHive, sourceOfBlob } = await import('hivemend/replay');
      const { hive } = await openHive(sourceOfBlob(file, name), []);
      return readHive(await loadBundledHivex(), hive, (opened) => opened.children(opened.root()).length > 0);
    },
    jobs: () => import('hivemend').then(() => 'loaded'),
  };
  for (const [door, body] of Object.entries(doing))
    said[door] = await body().catch((error) => 'failed: ' + error);
  await fetch('/said' + location.search, { method: 'POST', body: JSON.stringify(said) });
</script>`;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };

describe.skipIf(!haveChromium)('the packed package in a browser', () => {
  let project: string;
  let server: Server;
  let address: string;
  /** Told what the page says, by the page's query. */
  const listeners = new Map<string, (text: string) => void>();

  beforeAll(async () => {
    project = projectWithLibrary();
    const pages = new Map([
      ['/', `${readFileSync(PAGE, 'utf8')}<script type="module">${PERSON}</script>`],
      ['/doors', DOORS_PAGE],
    ]);
    server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/said') {
        void text(request).then((said) => listeners.get(search)?.(said));
        response.writeHead(204).end();
        return;
      }
      const file = pathname.startsWith('/fixtures/')
        ? join(FIXTURES, pathname.slice('/fixtures/'.length))
        : join(project, pathname);
      const page = pages.get(pathname);
      if (page === undefined && !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      const type = TYPES[page === undefined ? extname(pathname) : '.html'] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(page ?? readFileSync(file));
    });
    await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
    const bound = server.address();
    address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : bound}`;
  }, 120_000);

  afterAll(() => {
    server.close();
    rmSync(project, { recursive: true, force: true });
  });

  /** What the page says once the hive is read. */
  const read = (...hives: readonly string[]): Promise<string> =>
    saidBy('', `?${hives.map((name) => `hive=${name}`).join('&')}`);

  async function saidBy(page: string, query: string): Promise<string> {
    const said = new Promise<string>((settle) => listeners.set(query, settle));
    const close = openInChromium(`${address}/${page}${query}`);
    try {
      return await said;
    } finally {
      await close();
    }
  }

  it('opens a dirty hive from a File, with its logs', async () => {
    expect(await read('dirty-two-logs', 'dirty-two-logs.LOG1', 'dirty-two-logs.LOG2')).toMatch(
      /^dirty-two-logs: replayed, SOFTWARE, \d+ keys\nMicrosoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device: 2$/,
    );
  });

  it('says what is wrong with one', async () => {
    expect(await read('dirty-two-logs')).toBe('logs-missing {"path":"dirty-two-logs"}');
  });

  it('does by its doors what docs/library.md says, and has no jobs there', async () => {
    const { jobs, ...doors } = JSON.parse(await saidBy('doors', '?doors'));
    expect(doors).toEqual({
      regf: [0, true, 'Windows NT'],
      replay: 'clean',
      change: 'made',
      hivex: true,
    });
    expect(jobs).toMatch(/^failed: /);
  });
});

/** @returns what ends it. */
function openInChromium(url: string): () => Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'hivemend-chromium-'));
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const rest = ['--no-first-run', `--user-data-dir=${profile}`];
  const child = spawn(CHROMIUM, [...options, ...rest, url], { stdio: 'ignore' });
  const ended = new Promise<void>((end) => child.on('close', () => end()));
  return async () => {
    child.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}
