import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const version: Command<'version'> = {
  name: 'version',
  operands: [],
  writes: false,
  options: [],
  async run({ surroundings: { build, system } }) {
    return {
      result: {
        hivemend: build.version,
        commit: build.commit,
        hivex: build.hivex,
        emscripten: build.emscripten,
        node: system.nodeVersion,
        architecture: system.architecture,
        codeCache: build.codeCache,
      },
      exitCode: EXIT_SUCCESS,
      ok: true,
      disk: 'unchanged',
    };
  },
};
