import { type Command, Option } from 'commander'
import colors from 'picocolors'
import { type ArgoFinding, lintArgoConfig } from '../../argocd/argocd.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { readConfigFiles } from '../argocd-files.ts'
import { configFileOptions, type GivenFiles } from '../argocd-options.ts'
import { EXIT } from '../exit.ts'
import { jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = GivenFiles & { readonly json?: boolean; readonly language: Language }

/** `tocsin argocd lint`: what in a configuration does not work, or not as it looks. */
export function argocdLintCommand(parent: Command, ran: (status: number) => void): void {
  const lint = parent
    .command('lint')
    .description('say what in the configuration does not work, is lost, or comes twice')
  configFileOptions(lint)
    .addOption(
      new Option('--language <language>', 'of the text').choices(['en', 'zh']).default('en'),
    )
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const findings = lintArgoConfig(await readConfigFiles(options))
      if (options.json === true) printJson(findings)
      else show(findings, options.language)
      ran(findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok)
    })
}

function show(findings: readonly ArgoFinding[], language: Language): void {
  for (const { code, level, key, line, text } of findings) {
    const place = line === undefined ? key : `${key}, line ${line}`
    const colour = { error: colors.red, warning: colors.yellow, note: colors.dim }[level]
    print(`${colour(level)}  ${colors.bold(place)}  ${code}`)
    print(`    ${inLanguage(text, language)}`)
  }
  const count = (level: ArgoFinding['level']) =>
    findings.filter((one) => one.level === level).length
  print(
    findings.length === 0
      ? 'Nothing to say: the configuration is in order.'
      : `${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes.`,
  )
}
