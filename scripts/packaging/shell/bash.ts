import { allOptions, type CommandOutline, type Outline, PROGRAM_NAMES } from './outline.ts';

/** Completion for bash 4.4 and later. Bash manual: "Programmable Completion". */
export function bashCompletion(outline: Outline): string {
  const { commands, common, helpPages, version } = outline;
  const names = commands.map(({ name }) => name);
  const options = allOptions(outline);
  const typedOf = (kind: string): string =>
    options
      .filter(({ value }) => value.kind === kind)
      .map(({ typed }) => typed)
      .join('|');
  const choices = options.flatMap(({ typed, value }) =>
    value.kind === 'one-of' ? [`    ${typed}) _hivemend_words '${value.words.join(' ')}'; return ;;`] : [],
  );
  const commonWords = common.map(({ typed }) => typed).join(' ');
  return `# hivemend ${version}: completion for bash. Made from the table of its options.
# Put it to /usr/share/bash-completion/completions/hivemend, or read it in ~/.bashrc: . hivemend.bash

_hivemend_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }

_hivemend_files() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
  compopt -o filenames 2>/dev/null || :
}

_hivemend() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb= word
  COMPREPLY=()
  # Bash takes an equals sign for a word of its own.
  if [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $current == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-1]} current=; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${[...names, 'help'].join('|')}) verb=$word; break ;; esac
  done
  case $before in
${choices.join('\n')}
    ${typedOf('file')}) _hivemend_files -f; return ;;
    ${typedOf('folder')}) _hivemend_files -d; return ;;
    ${typedOf('text')}) return ;;
  esac
  case $verb in
    '')
      if [[ $current == -* ]]; then _hivemend_words '${commonWords} --version'
      else _hivemend_words '${[...names, 'help'].join(' ')}'; fi ;;
    help) _hivemend_words '${[...names, ...helpPages].join(' ')}' ;;
${commands.map((command) => caseOf(command, commonWords)).join('\n')}
  esac
}

complete -F _hivemend ${PROGRAM_NAMES.join(' ')}
`;
}

function caseOf({ name, options, takesFiles }: CommandOutline, common: string): string {
  const words = [...options.map(({ typed }) => typed), common].join(' ');
  const otherwise = takesFiles ? '; else _hivemend_files -f' : '';
  return `    ${name}) if [[ $current == -* ]]; then _hivemend_words '${words}'${otherwise}; fi ;;`;
}
