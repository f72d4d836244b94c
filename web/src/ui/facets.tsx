import type { WireAlertCounts } from '../../../src/api/wire-search.ts'
import { useAnswer } from '../api/queries.ts'
import { valuesOf } from '../util/search.ts'
import { ALERTS } from '../words/alerts.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSpeech } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'
import { Chips } from './chips.tsx'
import { useTeams } from './own-teams.tsx'
import { Severity } from './signs.tsx'

export type FacetName = 'state' | 'severity' | 'source'
/** What a list of alerts is filtered by; several values have commas between them. */
export type Filter = Partial<Record<FacetName | 'team' | 'text', string>>
type Count = WireAlertCounts['counts'][number]

const STATES = ['firing', 'acknowledged', 'resolved'] as const
const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const

/** How many open alerts a filter lets through; undefined where each would have to be looked at. */
export function useFound(filter: Filter): number | undefined {
  const { data } = useAnswer<WireAlertCounts>('alerts', 'alert-counts')
  const lets = useLets(filter)
  if (data === undefined || filter.text !== undefined) return undefined
  if (valuesOf(filter.state).includes('resolved')) return undefined
  return sum(data.counts.filter((count) => lets(count)))
}

/** Whether the filter lets through what was counted, also where one of its parts is left out. */
function useLets(filter: Filter): (count: Count, except?: FacetName) => boolean {
  const { teams } = useTeams()
  const asked = valuesOf(filter.team)
  const sources = new Set(
    teams.filter(({ id }) => asked.includes(id)).flatMap((team) => team.sources),
  )
  return (count, except) => {
    if (asked.length > 0 && !sources.has(count.source)) return false
    return (['state', 'severity', 'source'] as const).every((name) => {
      const wanted = valuesOf(filter[name])
      return name === except || wanted.length === 0 || wanted.includes(count[name])
    })
  }
}

function sum(counts: readonly Count[]): number {
  return counts.reduce((total, { count }) => total + count, 0)
}

/** What alerts are filtered by, each with how many open ones it would leave. */
export function Facets({
  filter,
  onToggle,
  onTeams,
  onClear,
}: {
  readonly filter: Filter
  readonly onToggle: (name: FacetName, value: string) => void
  /** Told of the teams whose sources alone shall be shown; undefined for all. */
  readonly onTeams: (teams: string | undefined) => void
  readonly onClear: () => void
}) {
  const { say } = useSpeech()
  const { data } = useAnswer<WireAlertCounts>('alerts', 'alert-counts')
  const lets = useLets(filter)
  const { own } = useTeams()
  const ownTeams = own.map(({ id }) => id).join(',')
  const counts = data?.counts ?? []
  const sources = [
    ...new Set([...valuesOf(filter.source), ...counts.map(({ source }) => source)]),
  ].sort()
  const leftOf = (name: FacetName, value: string): number =>
    sum(counts.filter((count) => count[name] === value && lets(count, name)))
  const common = { filter, leftOf, onToggle }
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <div className="facets">
      <Facet {...common} name="state" label={COMMON.state} values={STATES} />
      <Facet {...common} name="severity" label={COMMON.severity} values={SEVERITIES} />
      {sources.length > 1 && (
        <Facet {...common} name="source" label={COMMON.source} values={sources.slice(0, 12)} />
      )}
      {ownTeams !== '' && (
        <button
          type="button"
          className="chip"
          aria-pressed={filter.team === ownTeams}
          onClick={() => onTeams(filter.team === ownTeams ? undefined : ownTeams)}
        >
          {say(CONFIGURATION.ownTeams)}
        </button>
      )}
      {isFiltered && (
        <button type="button" className="plain small" onClick={onClear}>
          {say(ALERTS.clear)}
        </button>
      )}
    </div>
  )
}

function Facet({
  name,
  label,
  values,
  filter,
  leftOf,
  onToggle,
}: {
  readonly name: FacetName
  readonly label: Phrase
  readonly values: readonly string[]
  readonly filter: Filter
  readonly leftOf: (name: FacetName, value: string) => number
  readonly onToggle: (name: FacetName, value: string) => void
}) {
  const { say, number } = useSpeech()
  const chosen = valuesOf(filter[name])
  return (
    <Chips label={say(label)}>
      {values.map((value) => {
        const left = leftOf(name, value)
        const words = name === 'source' ? plain(value) : codeWords(name, value)
        return (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={chosen.includes(value)}
            onClick={() => onToggle(name, value)}
          >
            {name === 'severity' ? <Severity severity={value} /> : say(words)}
            {value !== 'resolved' && <span className="chip-count">{number(left)}</span>}
          </button>
        )
      })}
    </Chips>
  )
}
