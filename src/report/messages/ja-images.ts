import type { FormatDetails } from '../../ground/errors.ts';
import { type ImageErrorMessages, installCommand, partName, wayToWritable } from './image-messages.ts';

const COPY = 'イメージの別のコピーを使ってください。コピーの途中で切れたイメージは修復できません。';

function damage(sentence: string, { file, structure, offset, expected, actual }: FormatDetails) {
  return {
    what: `${sentence}: ${file}、${structure} (${offset} バイト目): 期待値 ${expected}、実際の値 ${actual}。`,
    next: COPY,
  };
}

const WHY = {
  split: '複数のファイルに分割されています (.swm)',
  pipable: 'パイプ用の形式です',
  solid: '.esd のように、全体が 1 つの塊に圧縮されています',
  'marked-read-only': 'ヘッダーで読み取り専用とされています',
  'left-half-written': '以前の書き込みが終わっていません',
  compressed: 'アプライアンスの配布用に圧縮されています',
  'wants-check': 'NTFS ボリュームが正しく閉じられておらず、検査が必要です',
} as const;

const WHY_NOT_READ = {
  differencing: 'には別のディスクとの差分しかなく、ここでは合わせて読み取れません',
  'external-data':
    'の内容は別のファイルにあるとされています。この PC の任意のファイルを指せるため、開きません',
  'no-windows-format': 'は、Windows 自身が接続できる VHD でも VHDX でもありません',
} as const;

const TASKS = {
  'wimlib-imagex': 'WIM ファイルを開く',
  'qemu-storage-daemon': 'ディスク イメージを開く',
  'qemu-img': 'ディスク イメージを検査する',
  'ntfs-3g': 'NTFS ボリュームをマウントする',
} as const;

const says = (said: string | undefined): string => (said === undefined ? '' : ` メッセージ: ${said}。`);

export const jaImages: ImageErrorMessages = {
  'image-signature': (details) => damage('イメージではありません', details),
  'image-truncated': (details) => damage('イメージが途中で切れています', details),
  'image-structure': (details) => damage('イメージが破損しています', details),
  'image-part-missing': ({ path, part, parts }) => ({
    what: `${path} に、イメージまたはパーティション ${part} はありません。`,
    next: parts.length === 0 ? '1 つもありません。' : `あるもの: ${parts.map(partName).join('、')}。`,
  }),
  'image-part-unnamed': ({ path, parts }) => ({
    what: `${path} には Windows が複数あります: ${parts.map(partName).join('、')}。`,
    next: '--image でどれか 1 つを指定してください。',
  }),
  'image-not-writable': ({ path, because }) => ({
    what: `${path} は変更できません: ${WHY[because]}。読み取りはできます。`,
    next:
      because === 'wants-check'
        ? 'その Windows を一度起動するか、ボリュームに chkdsk /f を実行し、完全にシャットダウンしてください (shutdown /s /f /t 0)。'
        : '変更できるイメージを作り、そちらを指定してください。',
    commands: wayToWritable(path, because),
  }),
  'image-not-readable': ({ path, because }) => ({
    what: `${path} ${WHY_NOT_READ[because]}。`,
    next:
      because === 'no-windows-format'
        ? 'VHDX に変換するか、Linux で実行してください。'
        : '作成したプログラムで 1 つのイメージにまとめ、そちらを指定してください。',
    commands: because === 'no-windows-format' ? [`qemu-img convert -O vhdx "${path}" new.vhdx`] : [],
  }),
  'image-damaged': ({ path, said }) => ({
    what: `${path} は破損しているため、書き込みませんでした。${says(said)}`,
    next: 'イメージの別のコピーを使ってください。',
  }),
  'image-part-locked': ({ path, part }) => ({
    what: `${path} のパーティション ${part} は BitLocker でロックされています。`,
    next: 'イメージを Windows に接続し、回復キーでロックを解除して (hivemend unlock)、そのドライブを指定してください。',
  }),
  'image-takes-root': ({ path, said }) => ({
    what: `${path} はマウントする必要がありますが、ここでは root しかマウントできません。何も変更していません。${says(said)}`,
    next: '同じコマンドを sudo を付けて、または root で実行してください。',
  }),
  'program-missing': ({ program, package: name, minimum }) => ({
    what: `${TASKS[program]} ${program} (${minimum} 以降) がインストールされていません。`,
    next: `Debian と Ubuntu ではパッケージ ${name} にあります。この種類のイメージに必要なものをまとめてインストールしてください。`,
    commands: [installCommand(program)],
  }),
  'program-too-old': ({ program, package: name, minimum, version }) => ({
    what: `${TASKS[program]} ${program} は ${minimum} 以降が必要ですが、${version} がインストールされています。`,
    next: `新しい版を用意してください。Debian と Ubuntu ではパッケージ ${name} にあります。`,
  }),
  'program-failed': ({ program, path, exitCode, cause, said }) => ({
    what: `${program} は ${path} を処理できませんでした (${exitCode === undefined ? (cause ?? '開始できません') : `終了コード ${exitCode}`})。何も変更していません。${says(said)}`,
    next: 'そのコマンドを手動で試すか、イメージを作成したプログラムで検査してください。',
  }),
  'image-not-written': ({ path, program, said }) => ({
    what:
      program === 'verify'
        ? `変更の後で ${path} に破損が見つかったため、変更を取り消しました。イメージは元のままです。${says(said)}`
        : `変更を ${path} に書き込めませんでした (${program})。イメージは元のままです。${says(said)}`,
    next:
      program === 'verify'
        ? '変更の前から破損していたおそれがあります。イメージを検査し、別のコピーを使ってください。'
        : 'イメージの隣に、変更したハイブの分の空きがあることを確認し、もう一度実行してください。',
  }),
  'image-uncertain': ({ path, program, said }) => ({
    what: `${path} が破損しているおそれがあります: 書き込みの後で ${program} が失敗しました。${says(said)}`,
    next: 'イメージの別のコピーを使ってください。ハイブのバックアップは、イメージの隣の hivemend-backups にあります。',
  }),
  'image-left-mounted': ({ path, mount }) => ({
    what: `${mount} のマウントを解除できませんでした。そこでの変更は反映されません。`,
    next: `そのフォルダーを使っているものを終了し、hivemend をもう一度実行してください。${path} が片付けられます。`,
  }),
};
