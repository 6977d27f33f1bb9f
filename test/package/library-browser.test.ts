import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
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

/** Does at the page what a person does there: chooses files. */
const CHOOSE = `
  const names = new URLSearchParams(location.search).getAll('hive');
  const chosen = new DataTransfer();
  for (const name of names) {
    const answer = await fetch('/fixtures/' + name);
    chosen.items.add(new File([await answer.blob()], name));
  }
  const input = document.querySelector('input');
  input.files = chosen.files;
  input.dispatchEvent(new Event('change'));`;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };

describe.skipIf(!haveChromium)('the packed package in a browser', () => {
  let project: string;
  let server: Server;
  let address: string;

  beforeAll(async () => {
    project = projectWithLibrary();
    const page = `${readFileSync(PAGE, 'utf8')}<script type="module">${CHOOSE}</script>`;
    server = createServer(({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://localhost');
      const file = pathname.startsWith('/fixtures/')
        ? join(FIXTURES, pathname.slice('/fixtures/'.length))
        : join(project, pathname);
      if (pathname !== '/' && !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      const type = TYPES[pathname === '/' ? '.html' : extname(pathname)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(pathname === '/' ? page : readFileSync(file));
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
  async function read(...hives: readonly string[]): Promise<string> {
    const query = hives.map((name) => `hive=${name}`).join('&');
    const [, told = ''] = /<pre>([\s\S]*?)<\/pre>/.exec(await domOf(`${address}/?${query}`)) ?? [];
    return told.replaceAll('&gt;', '>');
  }

  it('opens a dirty hive from a File, with its logs', async () => {
    expect(await read('dirty-two-logs', 'dirty-two-logs.LOG1', 'dirty-two-logs.LOG2')).toMatch(
      /^dirty-two-logs: replayed, SOFTWARE, \d+ keys\nMicrosoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device: 2$/,
    );
  });

  it('says what is wrong with one', async () => {
    expect(await read('dirty-two-logs')).toBe('logs-missing {"path":"dirty-two-logs"}');
  });
});

/** The document as it is when all its scripts have come to rest. */
async function domOf(url: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'hivemend-chromium-'));
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const rest = ['--no-first-run', `--user-data-dir=${profile}`, '--virtual-time-budget=20000', '--dump-dom'];
  try {
    const child = spawn(CHROMIUM, [...options, ...rest, url], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    await new Promise<void>((ended, fail) => child.on('error', fail).on('close', () => ended()));
    return text;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
