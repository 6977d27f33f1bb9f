import { existsSync } from 'node:fs';

/**
 * Whether these programs and files are there, and the test runs as root where it has to. With `scripts/test`, which installs
 * them, it is a failure when they are not; elsewhere their tests are left out, and that is said.
 */
export function isInstalled(paths: readonly string[], { asRoot = false } = {}): boolean {
  const missing = paths.filter((path) => !existsSync(path));
  const isRoot = !asRoot || process.getuid?.() === 0;
  if (missing.length === 0 && isRoot) return true;
  const why = missing.length === 0 ? 'it takes root' : `${missing.join(', ')} missing`;
  const text = `a recipe can't be tried: ${why}; scripts/set-up test installs what it takes`;
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
  return false;
}
