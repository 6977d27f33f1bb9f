import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Whether `scripts/set-up-wine` has made its prefix. Where all programs are required, tests fail without it. */
export const haveWine = existsSync(resolve(import.meta.dirname, '../../build/wine/ready'));

if (!haveWine) {
  const text = 'build/wine is missing: scripts/set-up-wine makes it';
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}
