import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';

export interface Signer {
  /** PEM file with the certificate, followed by those between it and its root. */
  readonly certificate: string;
  /** PEM file with the private key. */
  readonly key: string;
}

/** Signs a Windows executable in place. A signature carries its time: signed builds differ. */
export function signExecutable(file: string, signer: Signer): void {
  const signed = `${file}.signed`;
  const { status, stdout, stderr, error } = spawnSync(
    'osslsigncode',
    [
      'sign',
      ...['-certs', signer.certificate, '-key', signer.key],
      ...['-h', 'sha256', '-n', 'hivemend'],
      ...['-in', file, '-out', signed],
    ],
    { encoding: 'utf8' },
  );
  if (error !== undefined) {
    throw new Error('osslsigncode is missing. It is in the package osslsigncode.', { cause: error });
  }
  if (status !== 0) {
    throw new Error(`osslsigncode could not sign ${file}:\n${stdout}${stderr}`);
  }
  renameSync(signed, file);
}
