import type { HelpMessages } from './help-messages.ts';
import { jaRegistryHelp } from './ja-registry-help.ts';
import { jaSnapshotHelp } from './ja-snapshot.ts';

export const jaHelp: HelpMessages = {
  purpose:
    'hivemend は、起動していない Windows のディスク上の設定を 1 つ修復し、Microsoft アカウントのパスワードで再びサインインできるようにします。',
  headings: {
    usage: '使い方:',
    commands: 'コマンド:',
    options: 'オプション:',
    commonOptions: '共通のオプション:',
    examples: '例:',
    target: 'TARGET (対象):',
    key: 'KEY (キー):',
    exitCodes: '終了コード:',
  },
  target:
    'ドライブ (E:)、Windows フォルダー (E:\\Windows)、マウントしたイメージのフォルダー、または SOFTWARE ハイブのファイル。',
  targetOfImages:
    'Windows を含むイメージも指定できます: WIM ファイル (.wim、.esd、.swm) またはディスク イメージ (raw、qcow2、VHD、VHDX、VMDK)。',
  targetOfAnyHive: jaRegistryHelp.targetOfAnyHive,
  key: jaRegistryHelp.key,
  guidedHint: 'コマンドなしで実行すると、Windows を探し、確認しながら修復まで案内します。',
  commandHint: (command) => `「hivemend ${command} --help」を参照してください。`,
  moreHint: '各コマンドの詳しい説明: hivemend COMMAND --help',
  exitCodesHint: '終了コード: hivemend help exit-codes、エラー: hivemend help errors',
  errorsHeading: 'エラー',
  errorsIntroduction:
    'エラー コードは、メッセージの後ろの角かっこ内と、JSON の error.code に示されます。ここでは、メッセージの例と対処を示します。',
  errorColumns: { code: 'コード', exit: '終了コード', cause: '内容', remedy: '対処' },
  exitCodeOf: (code) => `終了コード ${code}`,
  reports: (address) =>
    address === undefined
      ? 'このビルドには報告先の記載がありません。配布元にご連絡ください。'
      : `報告先: ${address}`,
  commands: {
    check: {
      summary: '修復が必要かどうかを調べる (何も変更しない)',
      description:
        'Windows Hello でしかサインインできない設定かどうかを、その値と Windows の情報とともに表示します。何も変更しません。大きな破損は報告しますが、ハイブ全体の検査は修復時 (--dry-run を含む) に行います。終了コード 0: 修復は不要、3: 修復が必要。',
      examples: [
        { line: 'hivemend check E:', does: 'ドライブ E: の Windows を調べる' },
        { line: 'hivemend check D: E: --json', does: '2 つのドライブの結果を JSON で出力する' },
      ],
    },
    diagnose: {
      summary: 'サインインできなくなった原因と、その確度を調べる',
      description:
        'レジストリ、イベント ログ、タスク、Windows Hello のフォルダーを合わせて読み取り、拡張サインイン セキュリティ (ESS) の PC で、セキュア ブート (DBX) の更新とファームウェアの更新が原因かどうかを、確度、裏付ける事実と反する事実 (それぞれの場所)、ログの期間、次の手順とともに表示します。画面には主なものだけを、--verbose を付けるとすべてを場所とともに表示します。ログがない場合は「いいえ」ではなく「判断できない」です。何も変更しません。終了コード 0: 判定あり、3: 修復も必要。',
      examples: [
        { line: 'hivemend diagnose E:', does: 'ドライブ E: の Windows を調べる' },
        { line: 'hivemend diagnose E: --verbose', does: 'レコード、キー、各ログの期間も表示する' },
        { line: 'hivemend diagnose E: --report why.html', does: '時系列付きのレポートを作成する' },
        { line: 'hivemend diagnose --online', does: '実行中の Windows を調べる' },
      ],
    },
    repair: {
      summary: 'パスワードを再び使えるようにする (バックアップを作成)',
      description:
        'DevicePasswordLessBuildVersion を 0 に設定し、パスワードを再び使えるようにします。先にハイブをバックアップし、変更をすべて検証します。「hivemend undo」で元に戻せます。設定が既に正しい場合は、何も書き込みません。',
      examples: [
        { line: 'hivemend repair E:', does: 'ドライブ E: の Windows を修復する' },
        { line: 'hivemend repair E: --dry-run', does: '書き込み以外をすべて試す' },
        { line: 'hivemend repair --online', does: '実行中の Windows を修復する' },
      ],
    },
    undo: {
      summary: '修復前のバックアップに戻す',
      description:
        '最新のバックアップ、または --backup で指定したバックアップにハイブを戻します。修復の後でハイブが変更されている場合は、--force を付けない限り戻しません。',
      examples: [
        { line: 'hivemend undo E:', does: '最後の修復を元に戻す' },
        { line: 'hivemend undo E: --backup 20260131-101500', does: '指定したバックアップに戻す' },
        {
          line: 'hivemend undo E: --snapshot 20260131-101500',
          does: 'スナップショットのすべてのハイブに戻す',
        },
      ],
    },
    prevent: {
      summary: 'サインインできなくなる事態を防ぐ',
      description:
        '実行中の Windows で、管理者として使います。Windows Hello のほかにパスワードでもサインインできるようにし、システム ドライブに BitLocker の回復キーがなければ追加します (1 つずつ確認します)。回復キーは画面に 1 回だけ表示するか、別のドライブのファイルに書き込み、ログやレポートには残しません。ディスク上の Windows (TARGET) では、パスワードを使えるようにし、読み取れることを示します。終了コード 0: 残っている作業はない、3: 残っている。',
      examples: [
        { line: 'hivemend prevent --check', does: '何が必要かを示すだけ' },
        { line: 'hivemend prevent', does: '実行中の Windows で、確認しながら行う' },
        { line: 'hivemend prevent --yes --save-recovery-password E:\\key.txt', does: '確認なしで行う' },
        {
          line: 'hivemend prevent --before-firmware-update',
          does: 'ファームウェアやセキュア ブートの更新の前に、BitLocker も再起動 2 回分だけ中断する',
        },
      ],
    },
    remedies: {
      summary: 'パスワードを隠すほかの設定と、その対処を表示する',
      description:
        '修復のときに --also で指定できる対処を表示します: 内容、レジストリの場所、出典 (明記された出典がない場合は「推定」)。対象を指定すると、そこで必要なものも示します。何も変更しません。管理者または管理サービスによる設定を変えるため、名前を指定しないかぎり適用しません。',
      examples: [
        { line: 'hivemend remedies', does: 'すべて表示する' },
        { line: 'hivemend remedies E:', does: 'ドライブ E: の Windows で必要なものも示す' },
        { line: 'hivemend repair E: --also smart-card-optional', does: '1 つ適用する' },
      ],
    },
    snapshot: jaSnapshotHelp.command,
    'list-backups': {
      summary: 'ハイブのバックアップを一覧表示する',
      description: '修復や元に戻す操作で作成したバックアップを、新しい順に表示します。',
      examples: [{ line: 'hivemend list-backups E:', does: 'ドライブ E: の Windows のバックアップ' }],
    },
    list: {
      summary: 'この PC の Windows とその状態を一覧表示する',
      description:
        'すべてのドライブを調べ、見つかった Windows を 1 行ずつ、場所、バージョン、コンピューター名、修復が必要かどうかとともに表示します。何も変更しません。Linux やイメージの場合は、調べるフォルダーを指定できます。WIM やディスク イメージでは、その中のすべてをエディション、ビルド、言語とともに表示します。',
      examples: [
        { line: 'hivemend list', does: 'すべてのドライブ' },
        { line: 'hivemend list /mnt/image', does: 'マウントしたイメージを調べる' },
        { line: 'hivemend list install.wim', does: 'WIM のイメージを調べる' },
      ],
    },
    events: {
      summary: 'イベント ログ ファイルの内容を表示する',
      description:
        'イベント ログ ファイル (.evtx) のイベントを、古い順に、すべてのフィールドとともに表示します。正しく閉じられていないログや、破損したログの残りの部分も読み取り、読み取れなかった箇所と、ログの期間を報告します。時刻は UTC です。何も変更しません。',
      examples: [
        {
          line: 'hivemend events System.evtx --provider TPM-WMI --id 1034',
          does: 'セキュア ブートの更新日時を調べる',
        },
        { line: 'hivemend events System.evtx --since 2026-11-01 --json-lines', does: 'スクリプトから使う' },
      ],
    },
    summary: {
      summary: '多数の対象への実行結果をまとめて表示する',
      description:
        '--json-lines が書き出したファイル (1 回分でも、複数のコンピューターの分でも) を読み、修復済み、修復不要、未完了の件数と、未完了の理由を表示します。同じ対象が複数回現れる場合は、最後の結果を数えます。終了コード 3: 未完了の対象がある。',
      examples: [
        { line: 'hivemend summary run.jsonl', does: '1 回の実行の結果' },
        {
          line: 'hivemend summary results/*.jsonl --report fleet.html',
          does: '複数の結果を 1 ページにまとめる',
        },
      ],
    },
    unlock: {
      summary: 'BitLocker のドライブのロックを回復キーで解除する',
      description:
        'BitLocker でロックされたドライブの回復キーの入力を求め、グループごとに入力の誤りを調べてから、このシステムの manage-bde でロックを解除します。回復キーは保存も記録もせず、求められたときだけ画面に表示します。',
      examples: [
        { line: 'hivemend unlock E:', does: '回復キーの入力を求める' },
        { line: 'hivemend unlock E: --recovery-key F:\\key.bek', does: 'キー ファイルを使う' },
      ],
    },
    'self-test': {
      summary: '専用のハイブで全工程を試し、この環境で使えるものを表示する',
      description:
        'FOLDER または一時フォルダーに、書き込みが途中の小さなハイブを作り、修復し、元に戻し、すべて削除します。そのあと、この PC の関係する情報を表示します。様子がおかしいときは、この出力を送ってください。終了コード 3: 失敗した工程がある。',
      examples: [
        { line: 'hivemend self-test', does: '一時フォルダーで試す' },
        { line: 'hivemend self-test E:\\', does: 'ドライブ E: のファイル システムで試す' },
      ],
    },
    'make-media': {
      summary: '回復環境で必要なファイルを USB メモリにコピーする',
      description:
        'このプログラムと同じ場所にある Windows 用の実行ファイル、hivemend.cmd、README.txt、ライセンス、チェックサムを FOLDER にコピーし、コピーをすべてチェックサムと照合します。',
      examples: [
        { line: 'hivemend make-media E:\\hivemend', does: 'USB メモリ E: のフォルダーにコピーする' },
      ],
    },
    ...jaRegistryHelp.commands,
    version: {
      summary: 'hivemend と各部のバージョンを表示する',
      description:
        'hivemend、hivex、Node.js のバージョンと、ビルドのコミットを表示します。--version や -V と同じです。',
      examples: [{ line: 'hivemend version --json', does: 'スクリプト用' }],
    },
  },
  options: {
    json: '標準出力に JSON ドキュメントを 1 つだけ出力する',
    lang: 'メッセージの言語',
    help: 'このヘルプを表示する',
    quiet: '問題があったときだけ表示する (結果は終了コードでわかる)',
    verbose: '各工程の開始、エラーの詳細、診断のすべてを表示する',
    yes: 'y か n で答える質問に、すべて y と答える',
    log: '実行内容をすべて FILE に追記する',
    report: 'レポートを書き出す (.html は人が読む用、.json はプログラム用)',
    value: '値を 0 ではなく N に設定する (2 は Windows Hello を強制)',
    also: 'NAME の対処も、同じバックアップ、検証、取り消しで行う (「hivemend remedies」を参照)',
    'dry-run': 'すべての手順を試すが、何も書き込まない',
    'backup-dir': 'バックアップをハイブのそば (RegBack) ではなく DIR に置く',
    'in-place': '以前のバージョンのスクリプト用 (現在は常にその場で書き込む)',
    'accept-dirty':
      '未反映のデータを持つログがない場合や使えない場合も続行する (ログにあったデータは失われる)',
    'ignore-hibernation':
      'Windows が休止状態でも続行する (上級者向け: 変更が失われたり、破損したりするおそれがある)',
    'follow-links': '調べるディスク上のリンクとマウント ポイントを、リンク先がどこであってもたどる',
    all: '見つかったすべての Windows を対象にする',
    online: '実行中の Windows を対象にする (管理者として)',
    'hivex-wasm': '別にビルドした hivex モジュールを使う',
    backup:
      'undo: 元に戻すバックアップ (list-backups が表示する ID)。repair: whole はハイブ全体 (既定)、changed は変更するページだけを保存',
    ...jaSnapshotHelp.options,
    force:
      '失われるものがあっても実行する (undo: 修復の後で変更されたハイブを戻す、make-media: 同じ名前のファイルを置き換える)',
    'recovery-password-file':
      '回復キー (48 桁。Windows では回復パスワードとも呼ばれる) を FILE または標準入力 (-) から読み取る',
    'recovery-key': 'キー ファイル (.bek) でロックを解除する',
    check: '何が必要かを示すだけで、何も変更しない',
    'save-recovery-password': '新しい BitLocker 回復キーを画面に表示せず、別のドライブの FILE に書き込む',
    'before-firmware-update': 'システム ドライブの BitLocker を再起動 2 回分だけ中断する',
    provider: 'このプロバイダーのイベントのみ。Microsoft-Windows- は省略可',
    id: 'この番号のイベントのみ (例: 1034,1036)',
    since: 'この時刻 (UTC) 以降のイベントのみ (例: 2026-11-27、2026-11-27T22:38)',
    'json-lines': '見つかるたびに、また対象が終わるたびに、JSON を 1 行ずつ出力する (件数の制限なし)',
    ...jaRegistryHelp.options,
    image:
      'WIM またはディスク イメージのうち、この番号または名前のイメージやパーティション (指定しなければ Windows のあるものすべて)',
    'time-limit': 'イメージを開く別のプログラムを待つ時間 (秒)',
    'targets-from':
      '対象を FILE または標準入力 (-) から読む。1 行に 1 つ、または {"target": "D:", "value": 0} のような JSON',
    jobs: '同時に N 個の対象を扱う (指定しなければ 4)',
    'fail-fast': '1 つでも完了できなければ、次の対象を始めない',
    resume: '--json-lines が書いた FILE で完了している対象を飛ばす',
    'exit-codes': 'simple: 何もすることが残っていなければ 0、それ以外はすべて 1',
    details: '日付、アカウント、ビルド、ハイブ、ほかの要因も表示する',
    'log-format': 'cmtrace: Configuration Manager のログ ビューアーの形式で書く',
    ticket: 'ログとレポートに書き込む受付番号',
    technician: 'ログとレポートに書き込む担当者名',
  },
  optionsOf: {
    repair: { backup: 'whole はハイブ全体 (既定)、changed は変更するページだけを保存' },
    undo: {
      backup: '元に戻すバックアップ (list-backups が表示する ID)',
      'backup-dir': 'ハイブのそばではなく DIR からバックアップを探し、現在のハイブもそこに保存する',
      force: '修復の後で変更されたハイブも元に戻す (その変更は失われる)',
    },
    snapshot: jaSnapshotHelp.ownOptions,
    'list-backups': { 'backup-dir': 'ハイブのそばではなく DIR からバックアップを探す' },
    'make-media': { force: 'hivemend のものではない同じ名前のファイルも置き換える' },
  },
  exitCodes: [
    [0, '成功。check では修復が不要'],
    [1, 'hivemend の不具合'],
    [2, '使い方の誤り'],
    [3, '修復が必要、選択が必要、または一部の対象を処理しなかった'],
    [10, 'Windows またはハイブがない、または指定したキーか値がない'],
    [11, 'ドライブが BitLocker でロックされているか、manage-bde が拒否した'],
    [12, 'ハイブ (またはイベント ログ) が破損している'],
    [13, 'ハイブに未反映のデータがあり、ログを適用できない'],
    [14, '変更の前提を満たさない (別のファイルやハイブ、別の場所に続くキーやパス)'],
    [15, 'アクセス拒否、使用中、読み取り専用、または空き容量不足'],
    [16, 'Windows が休止状態 (高速スタートアップ)'],
    [20, '書き込みに失敗 (変更なし)'],
    [21, '書き込み後の確認に失敗 (元の状態に復元済み)'],
    [22, '元の状態への復元に失敗 (メッセージにバックアップの場所)'],
    [130, '取り消し (変更なし)'],
  ],
};
