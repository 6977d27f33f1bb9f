import { figure } from '../figures.ts';
import type { ResultMessages } from './result-messages.ts';

export const enSelfTest: ResultMessages['selfTest'] = (result, describe) => [
  ...result.parts.map(
    ({ step, error }) => `${step}: ${error === undefined ? 'works' : `FAILED: ${describe(error)}`}`,
  ),
  `in: ${result.folder}`,
  `hivemend ${result.hivemend} (${result.architecture}, ${result.commit}), hivex ${result.hivex}, Node.js ${result.node}`,
  `${result.isPreinstallation ? 'Windows PE' : 'no Windows PE'}, ${result.hasManageBde ? 'manage-bde present' : 'no manage-bde'}, free memory ${figure(Math.round(result.freeMemory / 1048576))} MB`,
  `console: ${result.console.isTerminal ? `${result.console.columns} columns` : 'no terminal'}, code page ${result.codePage ?? 'unknown'}, ${result.locale}`,
  `drives: ${result.volumes.map(({ root, access, windows }) => `${root} (${access}, Windows: ${windows})`).join(', ') || 'none'}`,
];
