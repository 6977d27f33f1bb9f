import { type OptionOutline, type Outline, PROGRAM_NAMES } from './outline.ts';

/** Completion for fish 3. fish manual: "complete". */
export function fishCompletion({ commands, common, helpPages, version }: Outline): string {
  const names = commands.map(({ name }) => name);
  const verbs = [...names, 'help'].join(' ');
  const [first, ...others] = PROGRAM_NAMES;
  const lines = (conditions: string, options: readonly OptionOutline[]): string[] =>
    options.map((option) => `complete -c ${first} ${conditions}${optionOf(option)}`);
  const withoutFiles = commands.filter(({ takesFiles }) => !takesFiles).map(({ name }) => name);
  return [
    `# hivemend ${version}: completion for fish. Made from the table of its options.`,
    '# Put it to ~/.config/fish/completions/hivemend.fish',
    '',
    `set -l verbs ${verbs}`,
    ...others.map((name) => `complete -c ${name} -w ${first}`),
    `complete -c ${first} -f -n "not __fish_seen_subcommand_from $verbs"`,
    `complete -c ${first} -f -n "__fish_seen_subcommand_from help ${withoutFiles.join(' ')}"`,
    ...commands.map(
      ({ name, does }) =>
        `complete -c ${first} -n "not __fish_seen_subcommand_from $verbs" -a ${name} -d ${quoted(does)}`,
    ),
    `complete -c ${first} -n "not __fish_seen_subcommand_from $verbs" -a help -d 'show help on a command'`,
    `complete -c ${first} -n "not __fish_seen_subcommand_from $verbs" -l version -d 'show the versions'`,
    `complete -c ${first} -n "__fish_seen_subcommand_from help" -a ${quoted([...names, ...helpPages].join(' '))}`,
    ...lines('', common),
    ...commands.flatMap(({ name, options }) => lines(`-n "__fish_seen_subcommand_from ${name}" `, options)),
    '',
  ].join('\n');
}

function optionOf({ typed, does, value }: OptionOutline): string {
  const head = `-l ${typed.slice(2)}`;
  const tail = `-d ${quoted(does)}`;
  switch (value.kind) {
    case 'none':
      return `${head} ${tail}`;
    case 'one-of':
      return `${head} -x -a ${quoted(value.words.join(' '))} ${tail}`;
    case 'file':
      return `${head} -r -F ${tail}`;
    case 'folder':
      return `${head} -x -a '(__fish_complete_directories)' ${tail}`;
    case 'text':
      return `${head} -x ${tail}`;
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
