import type { DiagnosisResult } from '../jobs/results.ts';
import type { Messages } from './messages/messages.ts';
import { momentText } from './moment-text.ts';

/** What is known of a PC besides what the findings tell, each in a sentence. */

type Facts = readonly (readonly [label: string, text: string])[];

export function knownFacts(result: DiagnosisResult, words: Messages): Facts {
  return [
    ...helloFacts(result, words),
    ...securityFacts(result, words),
    ...secureBootFacts(result, words),
    ...firmwareFacts(result, words),
    ...isolationFacts(result, words),
  ];
}

function helloFacts({ hello }: DiagnosisResult, { diagnosis }: Messages): Facts {
  const { accounts, containers } = hello;
  if (accounts.length === 0 && containers === undefined) return [];
  const withBiometrics = accounts.filter(({ hasBiometrics }) => hasBiometrics).length;
  return [[diagnosis.labels.hello, diagnosis.hello(accounts.length, withBiometrics, containers)]];
}

function securityFacts({ features }: DiagnosisResult, { diagnosis, results }: Messages): Facts {
  const { security, switchState, labels } = diagnosis;
  const told = (['vbs', 'memoryIntegrity', 'credentialGuard'] as const).map(
    (feature) => `${security[feature]}: ${switchState[features[feature].state]}`,
  );
  return [[labels.security, told.join(results.listSeparator)]];
}

function secureBootFacts({ firmware }: DiagnosisResult, { diagnosis, results }: Messages): Facts {
  const { isEnabled, availableUpdates, certificates2023, certificates2023Error } = firmware.secureBoot;
  const { secureBoot, switchState, labels } = diagnosis;
  const state = isEnabled === undefined ? 'unknown' : isEnabled.content === 0 ? 'off' : 'on';
  const told = [
    switchState[state],
    ...(availableUpdates === undefined ? [] : [secureBoot.updates(hex(availableUpdates.content))]),
    ...(certificates2023 === undefined ? [] : [secureBoot.certificates(certificates2023.content)]),
    ...(certificates2023Error === undefined ? [] : [secureBoot.error(hex(certificates2023Error.content))]),
  ];
  return [[labels.secureBoot, told.join(results.listSeparator)]];
}

/** Those whose last update failed; that others are there is no news. */
function firmwareFacts({ firmware }: DiagnosisResult, { diagnosis }: Messages): Facts {
  return firmware.resources.flatMap(({ id, version, lastAttemptStatus }) =>
    lastAttemptStatus === undefined || lastAttemptStatus === 0
      ? []
      : [
          [
            diagnosis.labels.firmware,
            diagnosis.firmwareFailed(
              id,
              version === undefined ? undefined : hex(version),
              hex(lastAttemptStatus),
            ),
          ] as const,
        ],
  );
}

function isolationFacts({ sensorsLogged }: DiagnosisResult, { diagnosis }: Messages): Facts {
  return sensorsLogged.map(({ sensor, isIsolated, last, otherwise }) => {
    const before = otherwise === undefined ? undefined : momentText(otherwise);
    return [
      diagnosis.labels.sensorsLogged,
      diagnosis.sensorLogged(sensor, isIsolated, momentText(last), before),
    ];
  });
}

/** Whether it encrypts itself, and what of the conditions does not hold or is not known. */
export function encryptionText({ encryption }: DiagnosisResult, { diagnosis, results }: Messages): string {
  const { likelihood, conditions } = encryption;
  const words = diagnosis.encryption;
  const those = (holds: 'no' | 'unknown'): string =>
    conditions
      .filter((condition) => condition.holds === holds)
      .map(({ condition }) => words.condition[condition])
      .join(results.listSeparator);
  const unmet = those('no');
  const open = those('unknown');
  return [
    words[likelihood],
    ...(unmet === '' ? [] : [words.unmet(unmet)]),
    ...(open === '' ? [] : [words.open(open)]),
  ].join(words.separator);
}

const hex = (value: number): string => `0x${value.toString(16)}`;
