import { type Command, Option } from 'commander'
import colors from 'picocolors'
import { type ArgoFinding, lintArgoConfig } from '../../argocd/argocd.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { readConfigWithPlaces } from '../argocd-files.ts'
import { configFileOptions, type GivenFiles } from '../argocd-options.ts'
import type { Place, Places } from '../argocd-places.ts'
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
      const { config, places } = await readConfigWithPlaces(options)
      const findings = lintArgoConfig(config).map((finding) => placed(finding, places))
      if (options.json === true) printJson(findings)
      else show(findings, { file: options.configMap ?? '', language: options.language })
      ran(findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok)
    })
}

/** A finding with its place in the file, where the key stands there. */
type Placed = ArgoFinding & { readonly place?: Place }

function placed(finding: ArgoFinding, places: Places | undefined): Placed {
  const { key, line, column = 1 } = finding
  const place = places?.find(key, line === undefined ? undefined : { line, column })
  return place === undefined ? finding : { ...finding, place }
}

function show(
  findings: readonly Placed[],
  { file, language }: { readonly file: string; readonly language: Language },
): void {
  for (const { code, level, key, place: at, text } of findings) {
    // As compilers write it: terminals and editors lead there.
    const place = at === undefined ? key : `${file}:${at.line}:${at.column}  ${key}`
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
