import { Link } from '@tanstack/react-router'
import type { WireAlert, WireEndpoint, WireStatus } from '../../../src/api/wire.ts'
import type { WireDuty } from '../../../src/api/wire-schedules.ts'
import type { WireAlertCounts } from '../../../src/api/wire-search.ts'
import type { WireSource } from '../../../src/api/wire-sources.ts'
import { useAnswers } from '../api/answers.tsx'
import { useAnswer } from '../api/queries.ts'
import { AlertRow } from '../ui/alert-row.tsx'
import { GuardedSources } from '../ui/guarded.tsx'
import { Answered, Code, Empty, Page, Section } from '../ui/parts.tsx'
import { Severity } from '../ui/signs.tsx'
import { Spooled, SpooledMeanwhile } from '../ui/spooled.tsx'
import { Day, Span } from '../ui/time.tsx'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { NOW } from '../words/now.ts'

const SHOWN = 12
const SEVERITIES = ['critical', 'error', 'warning', 'info']

/** What fires, who has it, who is on call, and how the hub is: at one look. */
export function Now() {
  const { say } = useSpeech()
  const counts = useAnswer<WireAlertCounts>('alerts', 'alert-counts')
  return (
    <Page title={say(MAP.now)}>
      <Answered answer={counts}>{(known) => <Tiles counts={known.counts} />}</Answered>
      <div className="now-grid">
        <Open />
        <div className="now-side">
          <OnCall />
          <Health />
          <Guarded />
        </div>
      </div>
    </Page>
  )
}

type Counts = WireAlertCounts['counts']

function Tiles({ counts }: { readonly counts: Counts }) {
  const { say, number } = useSpeech()
  const of = (state: string, severity?: string): number =>
    counts
      .filter((one) => one.state === state && (severity === undefined || one.severity === severity))
      .reduce((sum, { count }) => sum + count, 0)
  return (
    <div className="tiles">
      {(['firing', 'acknowledged'] as const).map((state) => (
        <div key={state} className={`tile ${state} ${of(state) > 0 ? 'some' : ''}`}>
          <Link to="/alerts" search={{ state }} className="tile-main">
            <span className="tile-number">{number(of(state))}</span>
            <span>{say(state === 'firing' ? NOW.unhandled : NOW.taken)}</span>
          </Link>
          <ul className="tile-parts">
            {SEVERITIES.filter((severity) => of(state, severity) > 0).map((severity) => (
              <li key={severity}>
                <Link to="/alerts" search={{ state, severity }}>
                  <Severity severity={severity} /> {number(of(state, severity))}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}

function Open() {
  const { say } = useSpeech()
  const { answer, asking } = useAnswers()
  // Asked for first: what fires is seen before it is counted.
  const alerts = useAnswer<{ alerts: readonly WireAlert[] }>(
    'alerts',
    `alerts?state=firing,acknowledged&limit=${SHOWN}`,
  )
  const counts = useAnswer<WireAlertCounts>('alerts', 'alert-counts')
  const total = counts.data?.counts.reduce((sum, { count }) => sum + count, 0) ?? 0
  return (
    <Section
      title={say(MAP.alerts)}
      tools={
        total > SHOWN && (
          <Link to="/alerts" search={{ state: 'firing,acknowledged' }}>
            {say(NOW.allOpen(total))}
          </Link>
        )
      }
    >
      <Answered answer={alerts}>
        {({ alerts: open }) =>
          open.length === 0 ? (
            <Calm />
          ) : (
            <div className="alert-list">
              {open.map((alert) => (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  onAnswer={(action) => answer(alert, action)}
                />
              ))}
            </div>
          )
        }
      </Answered>
      {asking}
    </Section>
  )
}

/** Nothing fires: that is good, or nothing is connected yet. */
function Calm() {
  const { say } = useSpeech()
  const status = useAnswer<WireStatus>('all', 'status')
  if (status.data === undefined) return null
  if (status.data.counts.events > 0)
    return (
      <Empty title={NOW.calm}>
        <p>{say(NOW.calmMore)}</p>
      </Empty>
    )
  return (
    <Empty title={NOW.calm}>
      <p>{say(NOW.first)}</p>
      <Code text={firstCommand()} />
      <p>
        {say(NOW.firstKey)} <Link to="/connect">{say(NOW.connect)}</Link>
      </p>
    </Empty>
  )
}

/** A threshold alert as CloudMonitor sends it. */
function firstCommand(): string {
  const address = new URL('in/YOUR_INGEST_KEY', location.href.split('#')[0]).href
  const event = {
    product: 'ECS',
    name: 'Instance:SystemMaintenance.Reboot:Scheduled',
    level: 'CRITICAL',
    regionId: 'cn-hangzhou',
    resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-first',
    instanceName: 'web-01',
    content: { eventId: 'e-first', eventStatus: 'Scheduled' },
  }
  return `curl -X POST ${address} -H 'content-type: application/json' \\\n  -d '${JSON.stringify(event)}'`
}

function OnCall() {
  const { say } = useSpeech()
  const duties = useAnswer<{ onCall: readonly WireDuty[] }>('schedules', 'oncall', {
    everyMs: 60_000,
  })
  return (
    <Section title={say(NOW.onCall)}>
      <Answered answer={duties}>
        {({ onCall }) =>
          onCall.length === 0 ? (
            <p className="muted">{say(NOW.noSchedules)}</p>
          ) : (
            <ul className="duties">
              {onCall.map((duty) => (
                <Duty key={duty.schedule} duty={duty} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  )
}

function Duty({ duty }: { readonly duty: WireDuty }) {
  const { say } = useSpeech()
  const { schedule, kind, contact, until, next } = duty
  return (
    <li className={kind === 'gap' ? 'gap' : ''}>
      <Link to="/schedules" search={{ schedule }} className="under">
        {schedule}
      </Link>
      <strong>{contact?.name ?? say(kind === 'gap' ? COMMON.gap : COMMON.nobody)}</strong>
      {until && (
        <span className="under">
          {say(COMMON.until)} <Day at={until} />
          {next &&
            ` · ${say(NOW.next)} ${next.contact?.name ?? say(next.kind === 'gap' ? COMMON.gap : COMMON.nobody)}`}
        </span>
      )}
    </li>
  )
}

/** What waits and what is ill, each with the way to it. */
function Health() {
  const { say, number } = useSpeech()
  const status = useAnswer<WireStatus>('all', 'status')
  const endpoints = useAnswer<{ endpoints: readonly WireEndpoint[] }>('messages', 'endpoints')
  const sources = useAnswer<{ sources: readonly WireSource[] }>('sources', 'sources')
  const ill = endpoints.data?.endpoints.filter(({ health }) => health !== 'ok').length ?? 0
  const quiet = sources.data?.sources.filter((one) => one.quiet.since !== undefined).length ?? 0
  const lastAt = sources.data?.sources
    .flatMap(({ lastEventAt }) => lastEventAt ?? [])
    .sort()
    .at(-1)
  return (
    <Section title={say(NOW.health)}>
      <SpooledMeanwhile problem={status.error} />
      <Answered answer={status}>
        {({ counts, spool }) => (
          <ul className="health">
            <Spooled spool={spool} />
            {counts.unheard > 0 && (
              <li className="bad">
                <Link to="/alerts" search={{ state: 'firing,acknowledged' }}>
                  {say(NOW.unheard)}
                </Link>
                <span>{say(NOW.unheardMore(counts.unheard))}</span>
              </li>
            )}
            <li className={ill > 0 ? 'bad' : ''}>
              <Link to="/contacts">{say(NOW.chats)}</Link>
              <span>{say(ill > 0 ? NOW.ill(ill) : NOW.allWell)}</span>
            </li>
            <li className={quiet > 0 ? 'bad' : ''}>
              <Link to="/sources">{say(NOW.sources)}</Link>
              <span>{say(quiet > 0 ? NOW.quiet(quiet) : NOW.allWell)}</span>
            </li>
            <li className={counts.dead > 0 ? 'bad' : ''}>
              <Link to="/deliveries">{say(MAP.deliveries)}</Link>
              <span>
                {number(counts.due + counts.leased)} {say(NOW.waiting)} · {number(counts.dead)}{' '}
                {say(NOW.dead)}
              </span>
            </li>
            <li className={counts.quarantined > 0 ? 'bad' : ''}>
              <Link to="/quarantine">{say(MAP.quarantine)}</Link>
              <span>
                {number(counts.quarantined)} {say(NOW.quarantined)}
              </span>
            </li>
            {lastAt && (
              <li>
                <Link to="/events">{say(NOW.lastEvent)}</Link>
                <Span at={lastAt} />
              </li>
            )}
          </ul>
        )}
      </Answered>
    </Section>
  )
}

function Guarded() {
  const status = useAnswer<WireStatus>('all', 'status')
  return <GuardedSources sources={status.data?.sources ?? []} />
}
