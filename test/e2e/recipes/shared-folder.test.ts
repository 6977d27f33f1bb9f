import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { software } from '../../../fixtures/recipes/software.ts';
import { softwareLikeHive } from '../../../scripts/tools/bench/software-like.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import { isInstalled } from '../../support/installed.ts';
import { commandsOnPath } from '../../support/on-path.ts';
import { startSlurm } from '../../support/slurm-cluster.ts';
import { requireValid } from '../../support/written-json.ts';

/** The recipes for a folder that several machines share: by Slurm and GNU parallel themselves, and as a pod's shell would. */

const RECIPES = resolve('docs/recipes');
const slurm = isInstalled(['/usr/bin/sbatch', '/usr/sbin/slurmctld', '/usr/sbin/slurmd'], { asRoot: true });
const parallel = isInstalled(['/usr/bin/parallel']);
const yaml = isInstalled(['/usr/lib/python3/dist-packages/yaml']);

const commands = commandsOnPath();
afterAll(() => commands.remove());

const work = join(commands.folder, 'shared folder');
const results = join(work, 'results');
const hive = (name: string): string => join(work, name, 'SOFTWARE');
const NAMES = ['pc1', 'pc2', 'pc3', 'pc4', 'pc 5'] as const;

beforeEach(() => {
  rmSync(work, { recursive: true, force: true });
  for (const name of [...NAMES, 'damaged']) {
    mkdirSync(join(work, name), { recursive: true });
    writeFileSync(hive(name), buildHive(software()).bytes);
  }
  writeFileSync(hive('damaged'), readFileSync('fixtures/hives/cell-overruns'));
  mkdirSync(results);
  list([...NAMES, 'damaged']);
});

function list(names: readonly string[]): void {
  writeFileSync(join(work, 'targets.txt'), names.map((name) => `${hive(name)}\n`).join(''));
}

interface Running {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function run(program: string, args: readonly string[], { cwd = work, environment = {} }: Running = {}) {
  return spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...commands.environment, ...environment },
  });
}

const summary = (): SpawnSyncReturns<string> => run('sh', ['-c', 'hivemend summary results/*.jsonl --json']);

/** What all runs together say, as `hivemend summary` gathers it. */
function counts(): Readonly<Record<string, number>> {
  const { stdout, stderr } = summary();
  expect(stderr).toBe('');
  requireValid('document', stdout);
  return JSON.parse(stdout).result.counts;
}

const linesOf = (name: string): readonly { readonly event: string; readonly target: string }[] =>
  readFileSync(join(results, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      requireValid('line', line);
      return JSON.parse(line);
    });

const setting = (name: string): unknown =>
  JSON.parse(run('hivemend', ['check', hive(name), '--json']).stdout).result.targets[0].result.needsRepair;

describe.runIf(slurm)('the Slurm array', () => {
  it('repairs what is in the list, tells what was not done, and leaves out what is done', async () => {
    const cluster = await startSlurm(join(commands.folder, 'slurm'));
    const submit = () =>
      run(
        'sbatch',
        ['--wait', '--array=0-2', join(RECIPES, 'slurm/hivemend.sbatch'), 'targets.txt', 'results'],
        { environment: cluster.environment },
      );
    try {
      // One of the tasks has the damaged hive.
      const first = submit();
      expect(first.status, first.stderr).not.toBe(0);
      expect(counts()).toEqual({ repaired: 5, 'not-done': 1 });
      for (const name of NAMES) expect(setting(name)).toBe(false);

      writeFileSync(hive('damaged'), buildHive(software()).bytes);
      const second = submit();
      expect(second.status, second.stderr).toBe(0);
      expect(counts()).toEqual({ repaired: 6 });
      const begun = ['0', '1', '2'].flatMap((task) => linesOf(`part-${task}-of-3.jsonl`));
      expect(begun.filter(({ event }) => event === 'begin')).toHaveLength(7);
    } finally {
      await cluster.stop();
    }
  }, 240_000);
});

describe.runIf(parallel)('the line for GNU parallel', () => {
  it('repairs what is in the list, tells what was not done, and leaves out what is done', () => {
    const script = join(RECIPES, 'parallel/hivemend-parallel.sh');
    const first = run(script, ['targets.txt', 'results', '--max-args', '2']);
    expect(first.stdout).toContain('5 repaired, 1 not done');
    expect(first.status).not.toBe(0);
    for (const name of NAMES) expect(setting(name)).toBe(false);
    expect(readFileSync(join(results, 'jobs.log'), 'utf8').trimEnd().split('\n')).toHaveLength(4);

    writeFileSync(hive('damaged'), buildHive(software()).bytes);
    const second = run(script, ['targets.txt', 'results', '--max-args', '2']);
    expect(second.stdout).toContain('6 repaired');
    expect(second.status, second.stderr).toBe(0);
    const begun = ['1', '2', '3'].flatMap((part) => linesOf(`part-${part}.jsonl`));
    expect(begun.filter(({ event }) => event === 'begin')).toHaveLength(7);
  }, 120_000);
});

describe.runIf(yaml)("the pods' shell line", () => {
  it('gives every target to one of the pods', () => {
    const { args, env } = jobManifest().spec.template.spec.containers[0];
    const pods = Number(env.find(({ name }) => name === 'PODS')?.value);
    writeFileSync(join(work, 'hivemend-linux-x64'), `#!/bin/sh\nexec hivemend "$@"\n`, { mode: 0o755 });
    for (let index = 0; index < pods; index++) {
      const environment = { PODS: String(pods), JOB_COMPLETION_INDEX: String(index) };
      const { status, stderr } = run('sh', ['-euc', ...args], { environment });
      expect(stderr).toBe('');
      // The sixth line has the damaged hive.
      expect(status === 0).toBe(index !== 6);
    }
    expect(counts()).toEqual({ repaired: 5, 'not-done': 1 });
  }, 60_000);

  it('is in a manifest that the Kubernetes API would take', () => {
    const problems = (manifest: object) => {
      const folder = join(commands.folder, 'manifest');
      mkdirSync(folder, { recursive: true });
      const file = join(folder, 'job.ts');
      const types = resolve('node_modules/kubernetes-types/batch/v1.d.ts');
      const text = `import type { Job } from '${types}';\nexport const job: Job = ${JSON.stringify(manifest)};\n`;
      writeFileSync(file, text);
      const args = ['--noEmit', '--strict', '--skipLibCheck', '--types', '', '--ignoreConfig', file];
      return run(resolve('node_modules/.bin/tsc'), args).stdout;
    };
    const manifest = jobManifest();
    expect(problems(manifest)).toBe('');
    expect(problems({ ...manifest, kind: 'Pod' })).toContain('Pod');
    expect(problems({ ...manifest, spec: { ...manifest.spec, completionmode: 'x' } })).toContain(
      'completionmode',
    );
    expect(problems({ ...manifest, spec: { ...manifest.spec, completions: '10' } })).toContain('number');
    const { spec } = manifest;
    expect(spec).toMatchObject({ completionMode: 'Indexed', template: { spec: { restartPolicy: 'Never' } } });
    expect(Number(spec.template.spec.containers[0].env[0]?.value)).toBe(spec.completions);
  }, 60_000);
});

describe('two workers on one hive', () => {
  it('do not get in the way of each other: one is told to wait, and nothing is lost', async () => {
    const first = await stoppedAtWork();
    const second = run('hivemend', ['repair', hive('pc1'), '--lang', 'en']);
    first.kill('SIGCONT');
    expect(second.stderr).toContain('Wait');
    expect(second.status).toBe(15);
    expect(await endOf(first)).toBe(0);
    expect(setting('pc1')).toBe(false);
    expect(run('hivemend', ['repair', hive('pc1')]).status).toBe(0);
    expect(run('hivemend', ['undo', hive('pc1')]).status).toBe(0);
    expect(setting('pc1')).toBe(true);
  }, 60_000);
});

/** A repair that is halted while it holds the lock. On a busy machine it may be over before that: then another is begun. */
async function stoppedAtWork(): Promise<ChildProcess> {
  const lock = `${hive('pc1')}.hivemend-lock`;
  const isHeld = (): boolean => (statSync(lock, { throwIfNoEntry: false })?.size ?? 0) > 0;
  for (;;) {
    writeFileSync(hive('pc1'), softwareLikeHive(16));
    const worker = spawn('hivemend', ['repair', hive('pc1'), '--json'], {
      env: commands.environment,
      stdio: 'ignore',
    });
    while (!isHeld() && worker.exitCode === null) await new Promise((passed) => setTimeout(passed, 1));
    worker.kill('SIGSTOP');
    if (isHeld()) return worker;
    worker.kill('SIGCONT');
    expect(await endOf(worker)).toBe(0);
  }
}

function endOf(worker: ChildProcess): Promise<number | null> {
  return new Promise((settled) => {
    if (worker.exitCode === null) worker.on('exit', settled);
    else settled(worker.exitCode);
  });
}

interface JobManifest {
  readonly spec: {
    readonly completions: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          {
            readonly args: readonly [string];
            readonly env: readonly { readonly name: string; readonly value: string }[];
          },
        ];
      };
    };
  };
}

/** Read by Python's YAML, which Ansible brings with it. */
function jobManifest(): JobManifest {
  const program = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))';
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', program], {
    input: readFileSync(join(RECIPES, 'kubernetes/job.yaml')),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}
