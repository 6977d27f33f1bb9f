import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { isInstalled } from '../../support/installed.ts';
import { commandsOnPath } from '../../support/on-path.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../../support/sample-disk.ts';

/** The playbook of docs/recipes/ansible, run by Ansible over ssh on hosts that are this machine. */

const RECIPE = resolve('docs/recipes/ansible');
const HOSTS = ['bench1', 'bench2', 'bench3'] as const;

const ansible = isInstalled(['/usr/bin/ansible-playbook', '/usr/bin/ssh', '/usr/sbin/sshd'], {
  asRoot: true,
});

const commands = commandsOnPath();
const { folder } = commands;
const disk = (name: string): string => join(folder, 'disks', name);

let stopServer = (): void => undefined;

beforeAll(async () => {
  if (!ansible) return;
  for (const name of [...HOSTS, 'second']) fillSampleDisk(disk(name));
  cpSync(RECIPE, join(folder, 'recipe'), { recursive: true });
  const port = await freePort();
  stopServer = await startServer(port);
  const rows = HOSTS.map((host) => {
    const targets = host === 'bench1' ? [disk('bench1'), disk('second')] : [disk(host)];
    return `${host} hivemend_targets='${JSON.stringify(targets)}'`;
  });
  const variables = {
    ansible_host: '127.0.0.1',
    ansible_port: port,
    ansible_user: 'root',
    ansible_ssh_private_key_file: join(folder, 'key'),
    ansible_ssh_common_args: '-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
    ansible_remote_tmp: join(folder, 'remote'),
    ansible_python_interpreter: '/usr/bin/python3',
    hivemend_executable: join(folder, 'hivemend'),
    hivemend_path: join(folder, 'hivemend-on-{{ inventory_hostname }}'),
  };
  const all = Object.entries(variables).map(([name, value]) => `${name}=${JSON.stringify(String(value))}`);
  writeFileSync(
    join(folder, 'inventory.ini'),
    ['[imaging]', ...rows, '[imaging:vars]', ...all, ''].join('\n'),
  );
}, 60_000);

afterAll(() => {
  stopServer();
  commands.remove();
});

/** What the recap says of each host. */
function play(...args: readonly string[]): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const { stdout, stderr } = spawnSync(
    'ansible-playbook',
    ['-i', join(folder, 'inventory.ini'), join(folder, 'recipe/playbook.yml'), ...args],
    {
      encoding: 'utf8',
      env: { ...commands.environment, ANSIBLE_PIPELINING: 'true', ANSIBLE_NOCOLOR: '1' },
    },
  );
  const recap = stdout.slice(stdout.indexOf('PLAY RECAP'));
  const rows = [...recap.matchAll(/^(\w+) +: (.*)$/gm)].map(([, host = '', counts = '']) => {
    const numbers = [...counts.matchAll(/(\w+)=(\d+)/g)];
    return [host, Object.fromEntries(numbers.map(([, name = '', count]) => [name, Number(count)]))] as const;
  });
  expect(rows, stdout + stderr).toHaveLength(HOSTS.length);
  return new Map(rows);
}

describe.runIf(ansible)('the playbook', () => {
  it('changes nothing with --check, then each host once, and tells what failed', () => {
    // The executable is copied first; this is the dry run's own "changed".
    const before = snapshotOf(join(folder, 'disks'));
    expect(play('--check').get('bench2')).toMatchObject({ changed: 2, failed: 0 });
    expect(snapshotOf(join(folder, 'disks'))).toEqual(before);

    for (const counts of play().values()) expect(counts).toMatchObject({ changed: 1, failed: 0 });
    for (const name of [...HOSTS, 'second'])
      expect(snapshotOf(disk(name)).get(SOFTWARE)).not.toBe(before.get(`${name}/${SOFTWARE}`));
    const after = snapshotOf(disk('bench2'));

    // Again; meanwhile one of two targets is as before on one host, the other gone, as is the only one of another.
    fillSampleDisk(disk('bench1'));
    rmSync(join(disk('second'), SOFTWARE));
    rmSync(join(disk('bench3'), SOFTWARE));
    const again = play();
    expect(again.get('bench1')).toMatchObject({ failed: 1 });
    expect(again.get('bench2')).toMatchObject({ changed: 0, failed: 0 });
    expect(again.get('bench3')).toMatchObject({ changed: 0, failed: 1 });
    expect(snapshotOf(disk('bench2'))).toEqual(after);
    expect(existsSync(join(disk('bench1'), `${SOFTWARE}.hivemend-lock`))).toBe(false);
    expect(snapshotOf(disk('bench1')).get(SOFTWARE)).not.toBe(before.get(`bench1/${SOFTWARE}`));
  }, 240_000);

  it('has an inventory to begin with, for the group that it plays', () => {
    const { status, stdout } = spawnSync(
      'ansible-inventory',
      ['-i', join(RECIPE, 'inventory.ini'), '--list'],
      {
        encoding: 'utf8',
        env: commands.environment,
      },
    );
    expect(status).toBe(0);
    const { _meta: meta } = JSON.parse(stdout);
    expect(meta.hostvars.bench1.hivemend_targets).toEqual(['/mnt/pc-4711', '/srv/images/win11/SOFTWARE']);
    expect(readFileSync(join(RECIPE, 'playbook.yml'), 'utf8')).toContain('hosts: imaging');
  });
});

/** An ssh server of this test's own, which lets in who has the test's key. @returns what stops it. */
async function startServer(port: number): Promise<() => void> {
  for (const name of ['key', 'host-key']) {
    const args = ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)];
    expect(spawnSync('ssh-keygen', args).status).toBe(0);
  }
  // Where the server leaves its rights behind; an installed service makes it when it starts.
  mkdirSync('/run/sshd', { recursive: true });
  const options = {
    ListenAddress: '127.0.0.1',
    Port: port,
    HostKey: join(folder, 'host-key'),
    AuthorizedKeysFile: join(folder, 'key.pub'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    PasswordAuthentication: 'no',
    PermitRootLogin: 'prohibit-password',
    MaxStartups: 50,
  };
  const args = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', '/dev/null', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((listening, failed) => {
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Server listening')) listening();
    });
    server.on('exit', () => failed(new Error(`sshd ended: ${said}`)));
  });
  return () => server.kill();
}
