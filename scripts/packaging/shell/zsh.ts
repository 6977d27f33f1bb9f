import type { CommandOutline, OptionOutline, Outline } from './outline.ts';
import { PROGRAM_NAMES } from './outline.ts';

/** Completion for zsh 5. zshcompsys(1): "_arguments", "_describe". */
export function zshCompletion({ commands, common, helpPages, version }: Outline): string {
  return `#compdef ${PROGRAM_NAMES.join(' ')}
# hivemend ${version}: completion for zsh. Made from the table of its options.
# Put it to a folder of $fpath as _hivemend, such as /usr/local/share/zsh/site-functions/_hivemend

_hivemend() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a common commands topics
  common=(
${common.map((option) => `    ${specificationOf(option)}`).join('\n')}
  )
  commands=(
${commands.map(({ name, does }) => `    ${quoted(`${name}:${does}`)}`).join('\n')}
    'help:show help on a command'
  )
  topics=(\${commands%%:*} ${helpPages.join(' ')})
  _arguments -C $common '--version[show the versions]' '1:command:->command' '*::operand:->operand'
  case $state in
    command) _describe -t commands command commands ;;
    operand)
      case $line[1] in
        help) _values topic $topics ;;
${commands.map(caseOf).join('\n')}
      esac ;;
  esac
}

_hivemend "$@"
`;
}

function caseOf({ name, options, usage, takesFiles }: CommandOutline): string {
  const operand = usage.split(' ')[0]?.replace(/[[\].]/g, '') ?? '';
  const operands = takesFiles ? [`'*:${operand}:_files'`] : operand === '' ? [] : [`'*:${operand}: '`];
  const words = ['$common', ...options.map(specificationOf), ...operands];
  return `        ${name}) _arguments ${words.join(' \\\n          ')} ;;`;
}

/** A repeated option is wrong usage: each is offered once. */
function specificationOf({ typed, does, value, argument }: OptionOutline): string {
  const explained = does.replace(/[\\:[\]]/g, '\\$&');
  const head = `${typed}${value.kind === 'none' ? '' : '='}[${explained}]`;
  switch (value.kind) {
    case 'none':
      return quoted(head);
    case 'one-of':
      return quoted(`${head}:value:(${value.words.join(' ')})`);
    case 'file':
      return quoted(`${head}:file:_files`);
    case 'folder':
      return quoted(`${head}:folder:_files -/`);
    case 'text':
      return quoted(`${head}:${argument.replace(/[\\:[\]]/g, '\\$&')}: `);
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
