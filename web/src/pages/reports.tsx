import { useNavigate, useSearch } from '@tanstack/react-router'
import type { WireDailyReport, WireDay } from '../../../src/api/wire-retention.ts'
import { useAnswer } from '../api/queries.ts'
import { Chart } from '../ui/chart.tsx'
import { Chips } from '../ui/chips.tsx'
import { Answered, Empty, Page, Section } from '../ui/parts.tsx'
import { spanText } from '../util/time.ts'
import { everyDay, meanOf, sumBy } from '../util/totals.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { RULES } from '../words/rules.ts'

const LENGTHS = [7, 31, 90]

/** How much there was, how fast people were, and what made the most noise. */
export function Reports() {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { days: asked } = useSearch({ from: '/reports' })
  const days = LENGTHS.find((one) => String(one) === asked) ?? 31
  const day = (ago: number): string =>
    new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const [since, until] = [day(days - 1), day(0)]
  const span = `since=${since}&until=${until}`
  const report = useAnswer<WireDailyReport>('events', `reports/daily?${span}`)
  return (
    <Page
      title={say(MAP.reports)}
      tools={
        <Chips label={say(MAP.reports)}>
          {LENGTHS.map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === days}
              onClick={() => void navigate({ to: '/reports', search: { days: String(one) } })}
            >
              {say(RULES.days(one))}
            </button>
          ))}
        </Chips>
      }
    >
      <Answered answer={report}>
        {({ days: rows }) =>
          rows.length === 0 ? (
            <Empty title={RULES.noDays} />
          ) : (
            <>
              <Totals days={rows} />
              <Section title={say(RULES.perDay)}>
                <Chart days={everyDay(rows, { since, until })} />
              </Section>
            </>
          )
        }
      </Answered>
      <Noisiest by="source" span={span} />
      <Noisiest by="policy" span={span} />
    </Page>
  )
}

function Totals({ days }: { readonly days: readonly WireDay[] }) {
  const { say, number, locale } = useSpeech()
  const time = (seconds: number | undefined): string =>
    seconds === undefined ? '–' : spanText(seconds * 1000, locale)
  const total = (name: 'events' | 'opened' | 'sent' | 'dead'): string =>
    number(days.reduce((sum, one) => sum + one[name], 0))
  const tiles = [
    [RULES.events, total('events')],
    [RULES.opened, total('opened')],
    [RULES.sent, total('sent')],
    [RULES.dead, total('dead')],
    [RULES.toAck, time(meanOf(days, 'secondsToAcknowledge', 'acknowledged'))],
    [RULES.toEnd, time(meanOf(days, 'secondsToEnd', 'ended'))],
  ] as const
  return (
    <dl className="totals" aria-label={say(RULES.totals)}>
      {tiles.map(([name, value]) => (
        <div key={name.en}>
          <dt>{say(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Noisiest({ by, span }: { readonly by: 'source' | 'policy'; readonly span: string }) {
  const { say, number } = useSpeech()
  const report = useAnswer<WireDailyReport>('events', `reports/daily?${span}&by=${by}`)
  const rows = sumBy(report.data?.days ?? [], by).slice(0, 10)
  if (rows.length === 0) return null
  return (
    <Section title={`${say(RULES.noisiest)} · ${say(RULES.by[by])}`}>
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{say(RULES.name)}</th>
              <th scope="col">{say(RULES.events)}</th>
              <th scope="col">{say(RULES.opened)}</th>
              {by === 'policy' && <th scope="col">{say(RULES.sent)}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, events, opened, sent }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{number(events)}</td>
                <td>{number(opened)}</td>
                {by === 'policy' && <td>{number(sent)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
