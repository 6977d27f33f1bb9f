import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What `scripts/package` made. `scripts/test` makes it before, and requires it; without it, tests of it are left out. */
export const dist = resolve(import.meta.dirname, '../../dist');

export const haveDist = existsSync(join(dist, 'SHA256SUMS'));

if (!haveDist) {
  const text = `${dist} is missing: scripts/package makes it`;
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}
