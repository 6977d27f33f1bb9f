import type { FilePath } from '../ground/brand.ts';

/** File systems that exist in the kernel only and hold nobody's files. */
const NO_VOLUMES = new Set([
  'autofs',
  'binfmt_misc',
  'bpf',
  'cgroup',
  'cgroup2',
  'configfs',
  'debugfs',
  'devpts',
  'devtmpfs',
  'efivarfs',
  'fusectl',
  'hugetlbfs',
  'mqueue',
  'nsfs',
  'proc',
  'pstore',
  'ramfs',
  'rpc_pipefs',
  'securityfs',
  'squashfs',
  'sysfs',
  'tracefs',
]);

/**
 * The folders at which volumes are mounted, each once, in the order of the list.
 *
 * @param mounts what `/proc/self/mounts` holds: device, folder, type and options of one mount per line, where a blank,
 *   a tab, a line break and a backslash in a name are octal escapes (proc(5), fstab(5)).
 */
export function parseMounts(mounts: string): readonly FilePath[] {
  const folders = new Set<FilePath>();
  for (const line of mounts.split('\n')) {
    const [, folder, type] = line.split(' ');
    if (folder === undefined || type === undefined || NO_VOLUMES.has(type)) continue;
    folders.add(unescaped(folder));
  }
  return [...folders];
}

function unescaped(name: string): string {
  return name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
