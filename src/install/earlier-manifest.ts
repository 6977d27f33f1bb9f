import { isHiveSetList } from './backup-file.ts';
import type { AfterState, Manifest } from './manifest.ts';
import type { ChangedValue, StoredValue } from './outcome.ts';

/** What hivemend 0.1.0 wrote into its backups, which can still be put back. */
interface EarlierManifest {
  readonly schema: 1;
  readonly createdAt: string;
  readonly command: 'repair' | 'undo';
  readonly kind: 'whole' | 'pages';
  readonly toolVersion: string;
  readonly hive: string;
  readonly files: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
  readonly change: { readonly before: EarlierSetting; readonly after: EarlierSetting };
  readonly sha256After: string;
}

interface EarlierSetting {
  readonly state: string;
  readonly because?: string;
  readonly value?: number;
}

/** The one key and value that version knew. */
const KEY = 'Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device';
const VALUE = 'DevicePasswordLessBuildVersion';
const REG_DWORD = 4;

/** Undefined when it is none. */
export function decodeEarlierManifest(value: unknown): Manifest | undefined {
  if (!isEarlier(value)) return undefined;
  const { createdAt, command, kind, toolVersion, hive } = value;
  const files = value.files.map(({ name, size, sha256 }) => ({ name, size, checksum: `sha256:${sha256}` }));
  if (!isHiveSetList(files)) return undefined;
  const after: AfterState = { by: 'file', checksum: `sha256:${value.sha256After}` };
  const change: ChangedValue = {
    key: KEY,
    value: VALUE,
    before: storedValue(value.change.before),
    after: storedValue(value.change.after),
  };
  const facts = { createdAt, command, kind, toolVersion, hive, files, change: [change] };
  return { schema: 2, run: 'earlier', method: 'replace', after, ...facts };
}

/** A malformed value's bytes were not noted. */
function storedValue({ because, value }: EarlierSetting): StoredValue | null {
  if (because !== 'value' || value === undefined) return null;
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return { type: REG_DWORD, data: data.toString('hex') };
}

const SHA256 = /^[0-9a-f]{64}$/;

function isEarlier(value: unknown): value is EarlierManifest {
  if (typeof value !== 'object' || value === null) return false;
  const manifest = value as Partial<EarlierManifest>;
  const texts = [manifest.createdAt, manifest.toolVersion, manifest.hive];
  const { before, after } = manifest.change ?? {};
  return (
    manifest.schema === 1 &&
    (manifest.command === 'repair' || manifest.command === 'undo') &&
    (manifest.kind === 'whole' || manifest.kind === 'pages') &&
    texts.every((text) => typeof text === 'string') &&
    !Number.isNaN(Date.parse(manifest.createdAt ?? '')) &&
    [before, after].every((setting) => typeof setting?.state === 'string' && isDword(setting.value)) &&
    Array.isArray(manifest.files) &&
    typeof manifest.sha256After === 'string' &&
    SHA256.test(manifest.sha256After)
  );
}

const isDword = (value: unknown): boolean =>
  value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 0xffff_ffff);
