import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Format, NtExecutable } from 'resedit';
import { afterAll, describe, expect, it } from 'vitest';
import { documentOf, expectExitCode } from '../support/a-disk.ts';
import { dist, haveDist } from '../support/dist.ts';
import { windowsProgram } from '../support/programs.ts';

/** `scripts/package --sign-with` with a certificate that the test makes for itself. */

const folder = mkdtempSync(join(tmpdir(), 'hivemend-signing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const certificate = join(folder, 'certificate.pem');
const key = join(folder, 'key.pem');
const output = join(folder, 'signed');

function pack(...args: string[]) {
  return spawnSync('scripts/package', ['--out', output, ...args], { encoding: 'utf8' });
}

describe.skipIf(!haveDist)('signing', () => {
  it('needs both the certificate and the key', () => {
    const { status, stderr } = pack('--sign-with', certificate);
    expect(status).toBe(1);
    expect(stderr).toContain('--sign-with CERTIFICATE and --key KEY go together');
  });

  it("signs both Windows executables with one's own certificate, and they still run", async () => {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=hivemend test'],
        ...['-addext', 'extendedKeyUsage=codeSigning', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
    const { status, stderr } = pack('--sign-with', certificate, '--key', key);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });

    for (const name of ['hivemend-win-x64.exe', 'hivemend-win-arm64.exe']) {
      const file = join(output, name);
      const verified = spawnSync('osslsigncode', ['verify', '-CAfile', certificate, '-in', file], {
        encoding: 'utf8',
      });
      expect(verified.stdout).toContain('Signature verification: ok');
      expect(verified.stdout).toContain('/CN=hivemend test');
      expect(() => NtExecutable.from(readFileSync(file))).toThrow(/signed/);
      const entry = NtExecutable.from(readFileSync(file), {
        ignoreCert: true,
      }).newHeader.optionalHeaderDataDirectory.get(Format.ImageDirectoryEntry.Certificate);
      expect(entry.virtualAddress + entry.size).toBe(statSync(file).size);
      // What lies in dist/ is another file and stays unsigned.
      expect(() => NtExecutable.from(readFileSync(join(dist, name)))).not.toThrow();
    }
    // Not one of programs(), which leaves it out without Wine: a signed executable that nobody started is not tested.
    const ended = await windowsProgram(join(output, 'hivemend-win-x64.exe')).run(['version', '--json']);
    expectExitCode(ended, 0);
    expect(documentOf(ended)).toMatchObject({ ok: true, command: 'version' });
  }, 300_000);
});
