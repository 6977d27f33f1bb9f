import { figure } from '../figures.ts';
import type { ResultMessages } from './result-messages.ts';

type SelfTest = Parameters<ResultMessages['selfTest']>[0];

const STEPS: Readonly<Record<SelfTest['parts'][number]['step'], string>> = {
  build: 'ハイブの作成',
  write: '書き込み',
  repair: '修復',
  undo: '元に戻す',
  'clean-up': '後片付け',
};

const ACCESS: Readonly<Record<SelfTest['volumes'][number]['access'], string>> = {
  open: '読み取り可',
  locked: 'ロック中',
  unreadable: '読み取り不可',
  'running-system': '実行中のシステム',
};

export const jaSelfTest: ResultMessages['selfTest'] = (result, describe) => [
  ...result.parts.map(
    ({ step, error }) => `${STEPS[step]}: ${error === undefined ? '正常' : `失敗: ${describe(error)}`}`,
  ),
  `フォルダー: ${result.folder}`,
  `hivemend ${result.hivemend} (${result.architecture}, ${result.commit}), hivex ${result.hivex}, Node.js ${result.node}`,
  `${result.isPreinstallation ? 'Windows PE' : 'Windows PE ではない'}、${result.hasManageBde ? 'manage-bde あり' : 'manage-bde なし'}、空きメモリ ${figure(Math.round(result.freeMemory / 1048576))} MB`,
  `コンソール: ${result.console.isTerminal ? `${result.console.columns} 桁` : '端末ではない'}、コード ページ ${result.codePage ?? '不明'}、${result.locale}`,
  `ドライブ: ${result.volumes.map(({ root, access, windows }) => `${root} (${ACCESS[access]}、Windows: ${windows})`).join('、') || 'なし'}`,
];
