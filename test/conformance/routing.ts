import { isDeepStrictEqual } from 'node:util'
import { answerRoutingLine } from '../../src/config/import/jsonl.ts'

/** What is wrong with our answer to a case line of routes or matchers; undefined when it passes. */
export function judgeRouting(line: string): string | undefined {
  const wanted = membersOf(line)
  const got = membersOf(answerRoutingLine(line))
  const miss = MEMBERS.find((name) => !isDeepStrictEqual(got[name], wanted[name]))
  if (miss === undefined) return undefined
  const about = wanted['matcher'] ?? wanted['matchers'] ?? wanted['labels']
  return `${String(wanted['id'])} ${JSON.stringify(about)}: ${miss} is ${JSON.stringify(got[miss])}, expected ${JSON.stringify(wanted[miss])}`
}

/** Texts of errors are compared for matchers, whose parser is ours; YAML's errors differ. */
const MEMBERS = ['phase', 'receivers', 'routes', 'parsed', 'match', 'matcherError']

function membersOf(line: string): Record<string, unknown> {
  const members: Record<string, unknown> = { ...JSON.parse(line) }
  return { ...members, matcherError: members['phase'] === 'parse' ? members['error'] : undefined }
}

const definition = /^\{"config": ?"(c\d+)", ?"config_yaml": ?(".*")\}$/
const reference = /,"useConfig":"(c\d+)"\}$/

/** Lines as the original files have them: configurations that many cases share stand once, under a name. */
export function ownRoutingCases(lines: readonly string[]): readonly string[] {
  const shared = new Map<string, string>()
  return lines.flatMap((line) => {
    const defined = definition.exec(line)
    if (!defined)
      return [line.replace(reference, (_, name: string) => `,"config_yaml":${shared.get(name)}}`)]
    shared.set(defined[1] ?? '', defined[2] ?? '')
    return []
  })
}
