import { isMap, mapGet } from '../../src/languages/values/kind.ts'

/** What a case demands beyond the phase of an error. */
export type Strictness = {
  /** Whether the messages of errors have to be equal too. */
  readonly messages: boolean
}

function read(line: string): (name: string) => unknown {
  const value: unknown = JSON.parse(line)
  return (name) => (isMap(value) ? mapGet(value, name) : undefined)
}

/** What is wrong with the answer to a case line of a template; undefined when it passes. */
export function judge(
  line: string,
  answer: (line: string) => string,
  { messages }: Strictness,
): string | undefined {
  const wanted = read(line)
  const got = read(answer(line))
  const miss = compare(wanted, got, messages)
  if (miss === undefined) return undefined
  return `${String(wanted('id'))} ${JSON.stringify(wanted('template'))}: ${miss}`
}

type Members = (name: string) => unknown

function compare(wanted: Members, got: Members, messages: boolean): string | undefined {
  if (wanted('error') !== undefined) {
    if (got('phase') !== wanted('phase')) return unlike('phase', wanted, got)
    const isOther = messages && got('error') !== wanted('error')
    return isOther ? unlike('error', wanted, got) : undefined
  }
  if (wanted('output_b64') !== undefined && got('output_b64') !== wanted('output_b64')) {
    return unlike('output_b64', wanted, got)
  }
  return got('output') === wanted('output') ? undefined : unlike('output', wanted, got)
}

function unlike(member: string, wanted: Members, got: Members): string {
  const shown = JSON.stringify(got(member) ?? got('error') ?? got('output'))
  return `${member} is ${shown}, expected ${JSON.stringify(wanted(member))}`
}
