import type { Accounts } from '../accounts.ts';
import type { Culprit } from './culprits.ts';
import type { DeviceEncryption } from './device-encryption.ts';
import type { FirmwareState } from './firmware-state.ts';
import type { HelloAccount } from './hello-state.ts';
import type { IncidentEvent, LogReading } from './read-incident-logs.ts';
import type { TasksReading } from './scheduled-tasks.ts';
import type { SecurityFeatures } from './security-features.ts';
import type { Sensor } from './sensors.ts';

/** Everything that a PC's disk, or the running Windows, tells of the incident; nothing of it is judged yet. */
export interface Evidence {
  readonly accounts: Accounts;
  readonly features: SecurityFeatures;
  readonly sensors: readonly Sensor[];
  readonly firmware: FirmwareState;
  readonly helloAccounts: readonly HelloAccount[];
  readonly encryption: DeviceEncryption;
  readonly culprits: readonly Culprit[];
  readonly logs: readonly LogReading[];
  /** The oldest first. */
  readonly events: readonly IncidentEvent[];
  readonly tasks: TasksReading;
}
