import { type Command, Option } from 'commander'
import colors from 'picocolors'
import { adapters } from '../../adapters.ts'
import { createVerifier } from '../../app.ts'
import { isoTime } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { NETWORK_LIMITS } from '../../base/limits.ts'
import { diskReader, formatProblem, loadConfiguration } from '../../config/config.ts'
import type { Configuration } from '../../model/configuration.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import type { Verification, VerificationStep } from '../../model/verification.ts'
import { EXIT } from '../exit.ts'
import { configOption, jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = { config: string; all?: boolean; json?: boolean; language: Language }

/** `tocsin verify`: sends a test message to endpoints of a configuration, and says what stands in the way. */
export function verifyCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('verify')
    .description('send a test message to an endpoint, interpret the answer, and say what to do')
    .argument('[target]', 'an endpoint, a contact or a contact group')
    .option('--all', 'every endpoint of the configuration')
    .addOption(configOption())
    .addOption(
      new Option('--language <language>', 'the language of the report')
        .choices(['en', 'zh'])
        .default(ownLanguage(), 'that of the terminal'),
    )
    .addOption(jsonOption())
    .action(async (target: string | undefined, options: Options) =>
      ran(await verify(target, options)),
    )
}

function ownLanguage(): Language {
  const locale = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || ''
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

async function verify(target: string | undefined, options: Options): Promise<number> {
  const loading = await loadConfiguration({
    path: options.config,
    environment: process.env,
    readFile: diskReader,
    adapters,
  })
  if (loading.kind === 'broken') {
    if (options.json) printJson({ ok: false, problems: loading.problems, omitted: loading.omitted })
    else
      for (const problem of loading.problems)
        print(formatProblem(problem, { colour: colors.isColorSupported }))
    return EXIT.failed
  }
  const { configuration } = loading
  const ids = chosen(configuration, options.all === true ? undefined : target, options)
  const verifier = createVerifier({ configuration, environment: process.env })
  const verifications: Verification[] = []
  try {
    for (const id of ids) {
      const verified = await verifier.verify(id)
      if (verified.kind !== 'verified') continue
      verifications.push(verified.verification)
      if (!options.json) report(verified.verification, options.language)
    }
  } finally {
    await verifier.stop()
  }
  const ok = verifications.every(({ result }) => result === 'delivered')
  if (options.json) printJson({ ok, verifications })
  return ok ? EXIT.ok : EXIT.failed
}

/** The ids of the endpoints that `target` names; all of them without one. */
function chosen(
  { contacts, contactGroups }: Configuration,
  target: string | undefined,
  { all }: Pick<Options, 'all'>,
): readonly string[] {
  const members =
    target === undefined
      ? [...contacts.keys()]
      : (contactGroups.get(target)?.contacts ?? (contacts.has(target) ? [target] : []))
  const everything = [...contacts.values()].flatMap((contact) => contact.endpoints)
  const isNamed = target !== undefined || all === true
  const ids = isNamed
    ? everything
        .filter(
          ({ id, lane, contact }) => members.includes(contact) || id === target || lane === target,
        )
        .map(({ id }) => id)
    : []
  if (ids.length > 0 && ids.length <= NETWORK_LIMITS.verifyEndpointsMax) return ids
  const known = everything.slice(0, 10).map(({ id }) => id)
  const found = target === undefined ? (all ? 'none' : 'no name') : JSON.stringify(target)
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected an endpoint, a contact or a contact group that has endpoints (at most ${NETWORK_LIMITS.verifyEndpointsMax}), or --all, found ${found}. The configuration has ${known.length === 0 ? 'no endpoint' : known.join(', ')}.`,
  )
}

const MARKS: Readonly<Record<VerificationStep['state'], string>> = {
  ok: colors.green('✓'),
  note: colors.yellow('!'),
  failed: colors.red('✗'),
}

const RESULTS: Readonly<Record<Verification['result'], { en: string; zh: string }>> = {
  delivered: { en: 'delivered', zh: '已送达' },
  failed: { en: 'not delivered', zh: '未送达' },
  uncertain: { en: 'not certain', zh: '无法确定' },
  'not-tried': { en: 'not tried', zh: '未尝试' },
}

function report(verification: Verification, language: Language): void {
  const { endpoint = '', result, steps, remedies, code, text, tookMs, retryAt } = verification
  const word = inLanguage(RESULTS[result], language)
  const tone = result === 'delivered' ? colors.green : colors.red
  print(`${colors.bold(endpoint)}  ${tone(word)}  ${tookMs} ms`)
  for (const step of steps) print(`  ${MARKS[step.state]} ${inLanguage(step.text, language)}`)
  if (result !== 'delivered' && text !== undefined)
    print(`    ${colors.dim([code, text].filter((part) => part !== undefined).join('  '))}`)
  for (const remedy of remedies) print(`  → ${inLanguage(remedy, language)}`)
  if (retryAt !== undefined) print(`    ${colors.dim(isoTime(retryAt))}`)
  print()
}
