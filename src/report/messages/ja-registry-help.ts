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
    diff: {
      summary: '2 つのハイブまたは Windows の違いを表示する',
      description:
        '2 つのハイブを、最新の状態でキーと値ごとに比べます。2 つのハイブ ファイル、Windows とそのハイブのコピー (バックアップなど)、2 つの Windows のコンピューターのすべてのハイブ、または .reg ファイル (名前が .reg で終わるもの) による変更を表示できます。最終更新日時は比べません。- は 1 つ目、+ は 2 つ目です。終了コード 0: 違いはない、3: 違いがある。',
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
    recursive:
      'キーでは、下のキーも含める。対象では、フォルダーとその下にある Windows フォルダー、SOFTWARE ハイブ、WIM ファイル (ディスク イメージは、先にマウントするものとして表示)',
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
