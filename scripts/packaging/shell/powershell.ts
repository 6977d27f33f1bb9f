import { allOptions, type OptionOutline, type Outline } from './outline.ts';

const NAMES = [
  'hivemend',
  'hivemend.cmd',
  'hivemend-win-x64',
  'hivemend-win-x64.exe',
  'hivemend-win-arm64',
  'hivemend-win-arm64.exe',
];

/**
 * Completion for PowerShell 5.1 and 7. Microsoft: "Register-ArgumentCompleter", for native commands. Where it gives nothing,
 * PowerShell offers files. With a byte order mark, since 5.1 reads scripts in the code page otherwise.
 */
export function powershellCompletion(outline: Outline): string {
  const { commands, common, helpPages, version } = outline;
  const choices = allOptions(outline).flatMap(({ typed, value }) =>
    value.kind === 'one-of' ? [`    ${quoted(typed)} = @(${value.words.map(quoted).join(', ')})`] : [],
  );
  const texts = allOptions(outline).filter(({ value }) => value.kind === 'text');
  return `\uFEFF# hivemend ${version}: completion for PowerShell. Made from the table of its options.
# Read it in your profile: . C:\\path\\to\\hivemend.ps1

Register-ArgumentCompleter -Native -CommandName ${NAMES.map(quoted).join(', ')} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

  $verbs = [ordered]@{
${commands.map(({ name, does }) => `    ${quoted(name)} = ${quoted(does)}`).join('\n')}
    'help' = 'show help on a command'
  }
  $pages = @(${helpPages.map(quoted).join(', ')})
  $common = ${table(common)}
  $options = @{
${commands.map(({ name, options }) => `    ${quoted(name)} = ${table(options)}`).join('\n')}
  }
  $choices = @{
${choices.join('\n')}
  }
  $texts = @(${texts.map(({ typed }) => quoted(typed)).join(', ')})

  # The words before the one that is being typed.
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
  $verb = $words | Where-Object { $verbs.Contains($_) } | Select-Object -First 1
  $before = if ($words.Count -gt 0) { $words[-1] } else { '' }

  $offered = [ordered]@{}
  if ($choices.ContainsKey($before)) {
    foreach ($word in $choices[$before]) { $offered[$word] = $word }
  } elseif ($texts -contains $before) {
    return
  } elseif ($wordToComplete -like '-*') {
    if ($verb -and $options.ContainsKey($verb)) {
      foreach ($entry in $options[$verb].GetEnumerator()) { $offered[$entry.Key] = $entry.Value }
    }
    foreach ($entry in $common.GetEnumerator()) { $offered[$entry.Key] = $entry.Value }
  } elseif (-not $verb -or $verb -eq 'help') {
    foreach ($entry in $verbs.GetEnumerator()) { $offered[$entry.Key] = $entry.Value }
    if ($verb) { foreach ($page in $pages) { $offered[$page] = $page } }
  }
  $offered.GetEnumerator() | Where-Object { $_.Key -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}

function table(options: readonly OptionOutline[]): string {
  return `[ordered]@{ ${options.map(({ typed, does }) => `${quoted(typed)} = ${quoted(does)}`).join('; ')} }`;
}

/** A single-quoted string takes nothing for anything else (Microsoft: "about_Quoting_Rules"). */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
