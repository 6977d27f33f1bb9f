import type { KeyMeasure, Measure } from '../../jobs/results.ts';
import { enResults } from './en-results.ts';
import type { PreventionMessages } from './prevention-messages.ts';

const PAGES = 'https://aka.ms/myrecoverykey or https://account.microsoft.com/devices/recoverykey';

const ENCRYPTION = {
  likely: 'this Windows is likely one that encrypts its drive by itself',
  unlikely: 'this Windows does not encrypt its drive by itself, as far as its registry tells',
  unknown: 'whether this Windows encrypts its drive by itself can’t be told',
} as const;

export const enPrevention: PreventionMessages = {
  verdict: (left, failed) => {
    if (failed > 0) return `${failed} FAILED${left === 0 ? '' : `, ${left} LEFT TO DO`}`;
    return left === 0 ? 'NOTHING LEFT TO DO' : `${left} LEFT TO DO`;
  },
  labels: {
    'password-allowed': 'Password',
    'recovery-key': 'Recovery key',
    'update-suspension': 'Before an update',
  },
  question: (proposal) => {
    switch (proposal.measure) {
      case 'password-allowed':
        return 'Allow the password besides Windows Hello, so that it opens the PC when Hello fails?';
      case 'recovery-key':
        return `No recovery key opens ${proposal.volume}. Add one, so that the drive can be opened when the TPM refuses?`;
      case 'update-suspension':
        return `Suspend BitLocker on ${proposal.volume} for ${proposal.restarts} restarts, for the update?`;
    }
  },
  state: (measure) => {
    switch (measure.measure) {
      case 'password-allowed':
        return passwordState(measure);
      case 'recovery-key':
        return keyState(measure);
      case 'update-suspension':
        return suspensionState(measure);
    }
  },
  stopped: 'Stopped; what was done before stays done.',
  recoveryPage: (volume, keyIds) =>
    `Look now whether the key ${keyIds.join(', ')} is listed in your account: ${PAGES}. If it is not, keep it elsewhere: "manage-bde -protectors -get ${volume}", as administrator, shows it.`,
  newKeyPage: (keyId) =>
    `Windows lists its keys at ${PAGES}; the new one (${keyId.slice(0, 8)}) may not be among them, so keep it yourself.`,
  offer: ({ online }, target) => ({
    says: online ? 'To do it, as administrator:' : 'To do it:',
    command: online ? 'hivemend prevent' : `hivemend prevent ${target}`,
  }),
  resume: (volume, restarts) => ({
    says: `Install the update now. After ${restarts} restarts Windows protects ${volume} again by itself; at once with:`,
    command: `manage-bde -protectors -enable ${volume}`,
  }),
  undoPassword: {
    says: 'To allow Windows Hello only again:',
    command: 'hivemend repair --online --value 2',
  },
  keyShown: (volume) =>
    `This is the new recovery key of ${volume}. It is shown this once and kept nowhere: write it down or take a picture of it, and keep it away from this PC.`,
  keyRows: (keyId, password) => [`Key ID        ${keyId}`, `Recovery key  ${password}`],
  keptQuestion: 'Have you got it? Type y (yes) or n (no: the key is removed again) and press Enter:',
  keyText: (volume, keyId, password) =>
    [
      `BitLocker recovery key of ${volume}`,
      '',
      'If the PC asks for a recovery key, compare this key ID with the one on its screen:',
      '',
      `    ${keyId}`,
      '',
      'and, if they are the same, type this recovery key:',
      '',
      `    ${password}`,
      '',
      'Whoever has it can open the drive: keep it away from the PC.',
      '',
    ].join('\n'),
  encryption: ENCRYPTION,
};

function passwordState({ state, setting }: Extract<Measure, { measure: 'password-allowed' }>): string {
  const said = enResults.setting(setting);
  switch (state) {
    case 'done':
      return 'allowed now, besides Windows Hello';
    case 'declined':
      return `left as it was: ${said}`;
    case 'needed':
      return `${said}: when Hello fails, nobody gets in`;
    default:
      return said;
  }
}

function keyState(measure: KeyMeasure): string {
  const { state, volume = '', keyIds, isProtected, newKeyId = '', savedTo, because, encryption } = measure;
  const ids = keyIds.join(', ');
  switch (state) {
    case 'in-order':
      return isProtected === true
        ? `BitLocker protects ${volume}, and the recovery key ${ids} opens it`
        : `BitLocker does not protect ${volume} now (off, or suspended); the recovery key ${ids} opens it`;
    case 'needed':
      return because === 'nowhere-to-show'
        ? `BitLocker protects ${volume}, and no recovery key opens it. A new one would be seen by nobody here: give --save-recovery-password FILE, or run it at a terminal`
        : `BitLocker protects ${volume}, and no recovery key opens it: what the TPM refuses is lost`;
    case 'done':
      return `the key ${newKeyId} opens ${volume} now; ${savedTo === undefined ? 'it was shown on the screen' : `it lies in ${savedTo}`}`;
    case 'declined':
      return `left as it was: BitLocker protects ${volume}, and no recovery key opens it`;
    case 'not-needed':
      return `BitLocker does not protect ${volume} now, so nothing asks for a recovery key`;
    default:
      return `what protects the drive can’t be read here; ${ENCRYPTION[encryption ?? 'unknown']}`;
  }
}

function suspensionState({
  state,
  volume,
  restarts,
}: Extract<Measure, { measure: 'update-suspension' }>): string {
  switch (state) {
    case 'done':
      return `BitLocker on ${volume} is suspended for ${restarts} restarts`;
    case 'not-needed':
      return `BitLocker does not protect ${volume} now, so an update can’t trip it`;
    case 'declined':
      return `left as it was: BitLocker protects ${volume} during the update`;
    default:
      return `an update of firmware or Secure Boot can make BitLocker ask for the recovery key of ${volume}`;
  }
}
