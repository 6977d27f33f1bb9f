import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Slurm with one node, this machine, in a folder of its own. */
export interface SlurmCluster {
  /** Where its configuration is, for Slurm's commands. */
  readonly environment: { readonly SLURM_CONF: string };
  stop(): Promise<void>;
}

/** @throws Error when the node is not there after a while, with what the two services said */
export async function startSlurm(folder: string): Promise<SlurmCluster> {
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name), { recursive: true });
  const file = join(folder, 'slurm.conf');
  writeFileSync(file, configuration(folder, await freePort(), await freePort()));
  const environment = { SLURM_CONF: file };
  const options = { env: { ...process.env, ...environment }, stdio: 'ignore' } as const;
  const services = [
    spawn('/usr/sbin/slurmctld', ['-D'], options),
    spawn('/usr/sbin/slurmd', ['-D', '-N', 'node1'], options),
  ];
  const stop = async () => {
    await Promise.all(services.map(ended));
  };
  for (let look = 0; look < 100; look++) {
    const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T'], { ...options, stdio: 'pipe' });
    if (stdout.toString().includes('idle')) return { environment, stop };
    await new Promise((passed) => setTimeout(passed, 300));
  }
  await stop();
  const logs = ['slurmctld.log', 'slurmd.log'].map((name) => readFileSync(join(folder, name), 'utf8'));
  throw new Error(`Slurm did not start:\n${logs.join('\n')}`);
}

function configuration(folder: string, controllerPort: number, nodePort: number): string {
  return `ClusterName=recipes
SlurmctldHost=${hostname()}(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName=node1 NodeHostname=${hostname()} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=node1 Default=YES MaxTime=INFINITE State=UP
`;
}

async function ended(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const end = new Promise((settled) => service.on('exit', settled));
  service.kill('SIGTERM');
  const killer = setTimeout(() => service.kill('SIGKILL'), 10_000);
  await end;
  clearTimeout(killer);
}
