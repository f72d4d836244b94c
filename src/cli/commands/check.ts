import type { Command } from 'commander'
import colors from 'picocolors'
import { adapters } from '../../adapters.ts'
import { systemClock } from '../../base/clock.ts'
import { diskReader, formatProblem, loadConfiguration } from '../../config/config.ts'
import { tryTemplate } from '../../preview.ts'
import { EXIT } from '../exit.ts'
import { comingGaps, gapLines } from '../gaps.ts'
import { configOption, jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'

/** `tocsin check`: reads a configuration as `serve` would, and says everything that is wrong with it. */
export function checkCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('check')
    .description(
      'check a configuration: every problem with its line, what was expected, and what to do',
    )
    .argument('[file]', 'the configuration; --config and TOCSIN_CONFIG serve as well')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (file: string | undefined, options: { config: string; json?: boolean }) =>
      ran(await check(file ?? options.config, options.json === true)),
    )
}

async function check(path: string, json: boolean): Promise<number> {
  const loading = await loadConfiguration({
    path,
    environment: process.env,
    readFile: diskReader,
    adapters,
    tryTemplate: (template) => tryTemplate(template, systemClock),
  })
  const colour = colors.isColorSupported
  if (loading.kind === 'broken') {
    if (json) printJson({ ok: false, problems: loading.problems, omitted: loading.omitted })
    else for (const problem of loading.problems) print(formatProblem(problem, { colour }))
    if (!json && loading.omitted > 0) print(`… and ${loading.omitted} more`)
    return EXIT.failed
  }
  const { configuration, warnings } = loading
  const gaps = comingGaps(configuration.schedules, systemClock.now())
  if (json) {
    printJson({ ok: true, revision: configuration.revision, warnings, gaps })
    return EXIT.ok
  }
  for (const warning of warnings) print(formatProblem(warning, { colour }))
  for (const line of gapLines(gaps)) print(line)
  const { sources, contacts, contactGroups, policies } = configuration
  const { schedules, escalationPolicies } = configuration
  const counts = [
    counted(sources.length, 'source'),
    counted(contacts.size, 'contact'),
    // A contact that a policy names stands among the groups as well, under its own name.
    counted([...contactGroups.keys()].filter((id) => !contacts.has(id)).length, 'contact group'),
    counted(policies.length, 'policy', 'policies'),
    ...(schedules.size > 0 ? [counted(schedules.size, 'schedule')] : []),
    ...(escalationPolicies.size > 0
      ? [counted(escalationPolicies.size, 'escalation policy', 'escalation policies')]
      : []),
  ]
  print(`${path} is good: ${counts.join(', ')}.`)
  return EXIT.ok
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
