import type { RegistryHelp } from './registry-help.ts';

export const jaRegistryHelp: RegistryHelp = {
  targetOfAnyHive:
    'ドライブ (E:)、Windows フォルダー (E:\\Windows)、マウントしたイメージのフォルダー、または任意のハイブ ファイル。',
  key: 'レジストリ エディターと同じ書き方で指定します: HKLM\\SOFTWARE\\...、HKLM\\SYSTEM\\CurrentControlSet\\...、HKU\\.DEFAULT\\...、HKU\\hanako\\... (プロファイル)、HKU\\hanako_Classes\\...、--user を付けた HKCU、HKCR。ハイブ ファイルでは、ルートからのパスも使えます (Microsoft\\Windows。\\ はルート自身)。',
  commands: {
    query: {
      summary: 'レジストリのキーを、値と更新日時とともに表示する',
      description:
        'キーの値、最終更新日時、サブキーの名前を、ハイブの最新の状態で表示します。正しく閉じられていないハイブは、トランザクション ログの内容も反映して読み取り、その旨を知らせます。何も変更しません。列は空白 4 つで区切ります。終了コード 10: そのキーまたは値がない。',
      examples: [
        { line: 'hivemend query E: HKLM\\SOFTWARE\\Microsoft\\Windows', does: '1 つのキー' },
        { line: 'hivemend query E: HKLM\\SYSTEM\\Select --value Current', does: '1 つの値' },
        { line: 'hivemend query NTUSER.DAT \\ --recursive --json-lines', does: 'ハイブ ファイル全体' },
        { line: 'hivemend query E: HKLM\\SYSTEM --find iastor', does: '名前か文字列に含むものを探す' },
      ],
    },
    add: {
      summary: '任意のハイブにキーを作る、または値を設定する',
      description:
        'キーを、なければその上のキーも含めて作ります。--value か --data を付けると、その値を設定します (--type を省くと REG_SZ)。修復と同じ手順で行います。中断された処理があれば先に片付け、ハイブをバックアップし、変更を検証します。「hivemend undo」で 1 バイトも違わず元に戻せます。すでにそのとおりであれば何も書き込みません。--dry-run は違いを表示するだけで、ディスクは変更しません。',
      examples: [
        { line: 'hivemend add E: HKLM\\SOFTWARE\\Contoso', does: 'キー' },
        {
          line: 'hivemend add E: HKLM\\SYSTEM\\Setup --value Phase --type REG_DWORD --data 4',
          does: '数値',
        },
        {
          line: 'hivemend add E: HKU\\hanako\\Environment --value T --data C:\\t --dry-run',
          does: 'プロファイルのハイブで何が変わるかを表示',
        },
      ],
    },
    delete: {
      summary: '任意のハイブのキーまたは値を削除する',
      description:
        'キーをその下のすべてとともに削除します。--value を付けるとその値 ("" は既定値) だけ、--all-values を付けるとキーのすべての値を削除し、サブキーは残します。修復と同じ手順で行い、「hivemend undo」で 1 バイトも違わず元に戻せます。終了コード 10: そのキーまたは値がない。',
      examples: [
        { line: 'hivemend delete E: HKLM\\SOFTWARE\\Contoso', does: 'キーとその下のすべて' },
        { line: 'hivemend delete E: HKLM\\SYSTEM\\Setup --value CmdLine --dry-run', does: '先に確かめる' },
      ],
    },
    export: {
      summary: 'キーとその下のすべてを .reg ファイルに書き出す',
      description:
        'キーと値、その下のすべてのキーを、レジストリ エディターと同じ形式 (UTF-16) で新しいファイルに書き出します。ハイブの最新の状態を読み取り、値のデータは 1 バイトも失いません。.reg ファイルに書けないもの (改行を含む名前) は省き、その名前を表示します (終了コード 3)。',
      examples: [
        {
          line: 'hivemend export E: HKLM\\SYSTEM\\CurrentControlSet\\Services F:\\services.reg',
          does: 'ドライブ E: の Windows のサービス',
        },
        { line: 'hivemend export NTUSER.DAT \\ user.reg', does: 'ハイブ ファイル全体' },
      ],
    },
    import: {
      summary: '.reg ファイルの内容を、該当するすべてのハイブに取り込む',
      description:
        '.reg ファイルの内容を、レジストリ エディターと同じように、対象の該当するすべてのハイブに取り込みます。全体が 1 つの変更で、途中で中断されても、すべて行われるか何も行われないかのどちらかです。修復と同じ手順で行い、「hivemend undo」で 1 バイトも違わず元に戻せます。レジストリ エディターが黙って読み飛ばす箇所は、行と理由を表示します (終了コード 3)。--strict を付けると、その場合は何も変更しません (終了コード 2)。矛盾する行は拒否します。--dry-run は違いを表示するだけです。',
      examples: [
        { line: 'hivemend import E: tweaks.reg --dry-run', does: '何が変わるかを表示' },
        { line: 'hivemend import E: a.reg b.reg --strict', does: '2 つのファイルをまとめて、すべてか無か' },
        { line: 'hivemend import E: user.reg --user hanako', does: 'HKCU をそのプロファイルとして扱う' },
        { line: 'hivemend import NTUSER.DAT user.reg', does: 'ハイブ ファイルに取り込む' },
      ],
    },
    diff: {
      summary: '2 つのハイブまたは Windows の違いを表示する',
      description:
        '2 つのハイブを、最新の状態でキーと値ごとに比べます。2 つのハイブ ファイル、Windows とそのハイブのコピー (バックアップなど)、2 つの Windows のすべてのハイブ (ユーザーのハイブはプロファイルの名前で対応させます)、または .reg ファイル (名前が .reg で終わるもの) による変更を表示できます。最終更新日時は比べません。- は 1 つ目、+ は 2 つ目です。終了コード 0: 違いはない、3: 違いがある。',
      examples: [
        { line: 'hivemend diff E: E:\\copies\\SOFTWARE', does: 'Windows とそのハイブのコピー' },
        { line: 'hivemend diff E: F: --key HKLM\\SYSTEM\\Setup', does: '2 つの Windows の 1 つのキー' },
        { line: 'hivemend diff old.hive new.hive --reg', does: '1 つ目を 2 つ目にする .reg ファイル' },
        { line: 'hivemend diff E: F:\\tweaks.reg', does: 'その .reg ファイルによる変更' },
      ],
    },
  },
  options: {
    'value-name': 'その名前の値だけ ("" は既定値)',
    type: 'REG_SZ、REG_EXPAND_SZ、REG_MULTI_SZ、REG_DWORD、REG_QWORD、REG_BINARY、REG_NONE、または型の番号',
    data: '文字列。数値は 16 か 0x10、バイト列は 00ab、文字列のリストは one\\0two',
    'all-values': 'キーのすべての値 (サブキーは残す)',
    recursive:
      'キーでは、下のキーも含める。対象では、フォルダーとその下にある Windows フォルダー、SOFTWARE ハイブ、WIM ファイル、ディスク イメージ',
    depth: '下のキーも N 階層まで含める',
    find: '名前か文字列に TEXT を含むものだけ (下のキーも探す)',
    'keys-only': '値を除き、キーだけ',
    reg: '.reg ファイルの形式で出力する',
    key: 'そのキーとその下だけ',
    strict: '読み飛ばす箇所がある .reg ファイルを拒否する',
    'code-page': 'REGEDIT4 のファイルのコード ページ (932、1252 など。既定はその Windows のもの)',
    user: 'HKCU が表すプロファイル',
  },
};
