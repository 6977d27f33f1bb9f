import type { KeyMeasure, Measure } from '../../jobs/results.ts';
import { jaResults } from './ja-results.ts';
import type { PreventionMessages } from './prevention-messages.ts';

const PAGES = 'https://aka.ms/myrecoverykey または https://account.microsoft.com/devices/recoverykey';

const ENCRYPTION = {
  likely: 'この Windows はドライブを自動的に暗号化する可能性が高いです',
  unlikely: 'レジストリを見るかぎり、この Windows はドライブを自動的には暗号化しません',
  unknown: 'この Windows がドライブを自動的に暗号化するかどうかはわかりません',
} as const;

export const jaPrevention: PreventionMessages = {
  verdict: (left, failed) => {
    if (failed > 0) return `${failed} 件の失敗${left === 0 ? '' : `、残り ${left} 件`}`;
    return left === 0 ? '残っている作業はありません' : `残り ${left} 件`;
  },
  labels: {
    'password-allowed': 'パスワード',
    'recovery-key': '回復キー',
    'update-suspension': '更新の前',
  },
  question: (proposal) => {
    switch (proposal.measure) {
      case 'password-allowed':
        return 'Windows Hello が使えなくなったときに備えて、パスワードでもサインインできるようにしますか?';
      case 'recovery-key':
        return `${proposal.volume} を解除できる回復キーがありません。TPM が拒否したときに備えて、回復キーを追加しますか?`;
      case 'update-suspension':
        return `更新のために、${proposal.volume} の BitLocker を再起動 ${proposal.restarts} 回分だけ中断しますか?`;
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
  stopped: '中止しました。それまでに行ったことは元に戻していません。',
  recoveryPage: (volume, keyIds) =>
    `キー ${keyIds.join('、')} がアカウントに登録されているか、今すぐ確認してください: ${PAGES}。ない場合は、管理者として「manage-bde -protectors -get ${volume}」で表示し、別の場所に保管してください。`,
  newKeyPage: (keyId) =>
    `Windows が保管するキーは ${PAGES} で確認できますが、新しいキー (${keyId.slice(0, 8)}) は登録されない可能性があります。ご自身で保管してください。`,
  offer: ({ online }, target) => ({
    says: online ? '実行するには、管理者として:' : '実行するには:',
    command: online ? 'hivemend prevent' : `hivemend prevent ${target}`,
  }),
  resume: (volume, restarts) => ({
    says: `今すぐ更新をインストールしてください。${restarts} 回再起動すると、${volume} の保護は自動的に再開します。すぐに再開するには:`,
    command: `manage-bde -protectors -enable ${volume}`,
  }),
  undoPassword: {
    says: 'Windows Hello だけに戻すには:',
    command: 'hivemend repair --online --value 2',
  },
  keyShown: (volume) =>
    `${volume} の新しい回復キーです。表示するのは今回だけで、どこにも保存しません。書き留めるか写真に撮り、この PC とは別の場所に保管してください。`,
  keyRows: (keyId, password) => [`キー ID   ${keyId}`, `回復キー  ${password}`],
  keptQuestion:
    '控えましたか? y (はい) または n (いいえ: キーを削除します) を入力して Enter キーを押してください:',
  keyText: (volume, keyId, password) =>
    [
      `${volume} の BitLocker 回復キー`,
      '',
      'PC に回復キーの入力を求められたら、画面のキー ID が次のものと同じか確認してください。',
      '',
      `    ${keyId}`,
      '',
      '同じ場合は、次の回復キーを入力してください。',
      '',
      `    ${password}`,
      '',
      'この回復キーがあれば誰でもドライブを開けます。PC とは別の場所に保管してください。',
      '',
    ].join('\n'),
  encryption: ENCRYPTION,
};

function passwordState({ state, setting }: Extract<Measure, { measure: 'password-allowed' }>): string {
  const said = jaResults.setting(setting);
  switch (state) {
    case 'done':
      return 'Windows Hello のほかに、パスワードでもサインインできるようになりました';
    case 'declined':
      return `変更していません: ${said}`;
    case 'needed':
      return `${said}。Hello が使えなくなると、誰もサインインできません`;
    default:
      return said;
  }
}

function keyState(measure: KeyMeasure): string {
  const { state, volume = '', keyIds, isProtected, newKeyId = '', savedTo, because, encryption } = measure;
  const ids = keyIds.join('、');
  switch (state) {
    case 'in-order':
      return isProtected === true
        ? `${volume} は BitLocker で保護されており、回復キー ${ids} で解除できます`
        : `${volume} は現在 BitLocker で保護されていません (オフまたは中断中)。回復キー ${ids} で解除できます`;
    case 'needed':
      return because === 'nowhere-to-show'
        ? `${volume} は BitLocker で保護されていますが、解除できる回復キーがありません。新しいキーを表示する画面がないため、--save-recovery-password FILE を指定するか、コンソールで実行してください`
        : `${volume} は BitLocker で保護されていますが、解除できる回復キーがありません。TPM に拒否されると、データを失います`;
    case 'done':
      return `${volume} はキー ${newKeyId} で解除できるようになりました (${savedTo === undefined ? '画面に表示しました' : `保存先: ${savedTo}`})`;
    case 'declined':
      return `変更していません: ${volume} は BitLocker で保護されていますが、解除できる回復キーがありません`;
    case 'not-needed':
      return `${volume} は現在 BitLocker で保護されていないため、回復キーは求められません`;
    default:
      return `ドライブの保護の方法はここでは読み取れません。${ENCRYPTION[encryption ?? 'unknown']}`;
  }
}

function suspensionState({
  state,
  volume,
  restarts,
}: Extract<Measure, { measure: 'update-suspension' }>): string {
  switch (state) {
    case 'done':
      return `${volume} の BitLocker を再起動 ${restarts} 回分だけ中断しています`;
    case 'not-needed':
      return `${volume} は現在 BitLocker で保護されていないため、更新の影響を受けません`;
    case 'declined':
      return `変更していません: 更新の間も ${volume} は BitLocker で保護されます`;
    default:
      return `ファームウェアやセキュア ブートの更新で、${volume} の回復キーを求められる可能性があります`;
  }
}
