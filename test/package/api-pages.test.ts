import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const pages = mkdtempSync(join(tmpdir(), 'hivemend-api-'));

afterAll(() => rmSync(pages, { recursive: true, force: true }));

describe('the API pages', () => {
  it('are made without a warning, with a page for each door', { timeout: 300_000 }, () => {
    const tool = ['scripts/building/run-ts.mjs', 'scripts/tools/api-pages.ts', '--out', pages];
    execFileSync(process.execPath, tool, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const doors = Object.keys(exports).filter((door) => !door.endsWith('.json'));
    expect(doors.length).toBeGreaterThan(4);
    expect(readdirSync(join(pages, 'modules')).filter((page) => !page.includes('types')).length).toBe(
      doors.length,
    );
    expect(readFileSync(join(pages, 'functions/hivemend_replay.openHive.html'), 'utf8')).toContain(
      'logs-unusable',
    );
  });
});
