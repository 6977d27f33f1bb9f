import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The release of hivex that the lock file names, as a file whose SHA-256 is right: from HIVEX_TARBALL, from the cache,
 * from Debian's source archive by way of apt, or from the upstream project.
 */
export async function getTarball(lock, cache) {
  const given = process.env.HIVEX_TARBALL;
  if (given) {
    refuseWrongBytes(readFileSync(given), lock, given);
    return given;
  }
  const cached = join(cache, lock.tarball);
  if (existsSync(cached)) {
    if (sha256(readFileSync(cached)) === lock.sha256) return cached;
    rmSync(cached);
  }
  mkdirSync(cache, { recursive: true });
  const problems = [];
  for (const [origin, get] of [
    ['apt', () => fromApt(cache)],
    ['upstream', () => fromUpstream(lock)],
  ]) {
    try {
      const bytes = await get();
      refuseWrongBytes(bytes, lock, origin);
      writeFileSync(`${cached}.new`, bytes);
      renameSync(`${cached}.new`, cached);
      return cached;
    } catch (error) {
      problems.push(`  ${origin}: ${error.message.trim()}`);
    }
  }
  throw new Error(
    `hivex ${lock.hivex} could not be fetched:\n${problems.join('\n')}\n` +
      `Get ${lock.tarball} yourself (sha256 ${lock.sha256}) and set HIVEX_TARBALL to its path.`,
  );
}

/** With a private source list made from the machine's own Debian mirror; nothing of the system's is changed. */
function fromApt(cache) {
  const folder = join(cache, 'apt');
  for (const part of ['sources', 'lists/partial', 'archives/partial', 'download'])
    mkdirSync(join(folder, part), { recursive: true });
  try {
    const mirror = debianMirror();
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    const signed = existsSync(keyring) ? ` [signed-by=${keyring}]` : '';
    writeFileSync(join(folder, 'sources/hivex.list'), `deb-src${signed} ${mirror} trixie main\n`);
    const options = [
      ['Dir::Etc::SourceList', '/dev/null'],
      ['Dir::Etc::SourceParts', join(folder, 'sources')],
      ['Dir::State::Lists', join(folder, 'lists')],
      ['Dir::Cache', folder],
    ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const download = join(folder, 'download');
    const apt = (args) =>
      execFileSync('apt-get', [...options, '-qq', ...args], {
        cwd: download,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    apt(['update']);
    apt(['source', '--download-only', '--tar-only', 'hivex']);
    const [name] = readdirSync(download).filter((entry) => entry.endsWith('.orig.tar.gz'));
    if (name === undefined) throw new Error('apt-get brought no source archive');
    return readFileSync(join(download, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The address that this machine's own apt gets Debian from. */
function debianMirror() {
  const targets = execFileSync(
    'apt-get',
    ['indextargets', '--format', '$(CREATED_BY) $(ORIGIN) $(REPO_URI)'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const addresses = targets.split('\n').map((line) => line.split(' ').at(-1) ?? '');
  const mirror = addresses.find((address) => /\/debian\/?$/.test(address));
  if (mirror === undefined) throw new Error('no Debian mirror in the apt configuration');
  return mirror;
}

async function fromUpstream(lock) {
  const answer = await fetch(lock.upstream);
  if (!answer.ok) throw new Error(`${lock.upstream} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

function refuseWrongBytes(bytes, lock, origin) {
  const actual = sha256(bytes);
  if (actual !== lock.sha256) throw new Error(`${origin}: sha256 is ${actual}, expected ${lock.sha256}`);
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Unpacks into `folder`, which holds nothing else afterwards. */
export function unpack(tarball, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner']);
}
