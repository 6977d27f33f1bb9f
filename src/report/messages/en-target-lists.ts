import type { ErrorMessages } from './messages.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  'not-json': 'it begins with { and is no JSON',
  'target-missing': 'it has no "target"',
  'unknown-option': 'there is no such option for a target of a list',
  'option-value': 'the option does not take that value',
};

/** Lists of targets, and what earlier runs wrote. */
export const enTargetLists: Pick<ErrorMessages, 'target-list' | 'targets-nowhere' | 'not-result-lines'> = {
  'target-list': ({ path, line, problem, option }) => {
    const where = [
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(option === undefined ? [] : [option]),
    ];
    return {
      what: `The list ${path} can't be understood: ${[...where, PROBLEMS[problem] ?? problem].join(': ')}. Nothing was begun.`,
      next: 'Write one target in each line, or JSON objects such as {"target": "D:", "value": 0}, with options by their names.',
    };
  },
  'targets-nowhere': ({ places }) => ({
    what: `There is nothing to work on in ${places.join(', ')}.`,
    next: 'Name folders that hold Windows folders or SOFTWARE hives, and look below them with --recursive.',
  }),
  'not-result-lines': ({ path }) => ({
    what: `${path} holds no results of hivemend.`,
    next: 'Name a file that a run with --json-lines wrote.',
  }),
};
