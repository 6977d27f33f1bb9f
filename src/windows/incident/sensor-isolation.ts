import { isIsolated, isSensorCreated } from './grade-facts.ts';
import type { IncidentEvent } from './read-incident-logs.ts';

/** How a sensor ran when Windows last made it ready, as Biometrics/Operational tells (event 1108). */
export interface SensorIsolation {
  readonly sensor: string;
  readonly isIsolated: boolean;
  readonly last: IncidentEvent;
  /** The newest event before it that says otherwise. */
  readonly otherwise?: IncidentEvent;
}

/** More than any PC has. */
const MOST_SENSORS = 64;

/** In the order in which the sensors first came. @param events the oldest first. */
export function sensorIsolations(events: readonly IncidentEvent[]): readonly SensorIsolation[] {
  const created = events.filter(isSensorCreated);
  const sensors = [...new Set(created.map(nameOf))].slice(0, MOST_SENSORS);
  return sensors.flatMap((sensor) => {
    const own = created.filter((event) => nameOf(event) === sensor);
    const last = own.at(-1);
    if (last === undefined) return [];
    const isolated = isIsolated(last);
    const otherwise = own.findLast((event) => isIsolated(event) !== isolated);
    return [{ sensor, isIsolated: isolated, last, ...(otherwise === undefined ? {} : { otherwise }) }];
  });
}

const nameOf = ({ fields }: IncidentEvent): string => fields.get('BiometricSensor') ?? '';
