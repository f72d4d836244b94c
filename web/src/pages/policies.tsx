import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { WirePolicy } from '../../../src/api/wire-configuration.ts'
import type { WireConfiguration } from '../../../src/api/wire-revisions.ts'
import { useAnswer } from '../api/queries.ts'
import { useOwn } from '../ui/own-teams.tsx'
import { Answered, Empty, Page, Section } from '../ui/parts.tsx'
import { Targets } from '../ui/targets.tsx'
import { Volume, VolumeForm } from '../ui/volume.tsx'
import { spanText } from '../util/time.ts'
import { COMMON } from '../words/common.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PEOPLE } from '../words/people.ts'

/** Which events are told, together how, to whom; and what each policy would have sent. */
export function Policies() {
  const { say } = useSpeech()
  const { isShown, button } = useOwn('policies')
  const policies = useAnswer<{ policies: readonly WirePolicy[] }>('configuration', 'policies')
  return (
    <Page title={say(MAP.policies)} about={<Origin />} tools={button}>
      <Answered answer={policies}>
        {({ policies: known }) =>
          known.length === 0 ? (
            <Empty title={PEOPLE.noPolicies} />
          ) : (
            <ul className="cards">
              {known
                .filter(({ id }) => isShown(id))
                .map((policy) => (
                  <li key={policy.id} className="card">
                    <Policy policy={policy} />
                    <WrittenAt name={policy.id} />
                    <CountedPolicy policy={policy} />
                  </li>
                ))}
            </ul>
          )
        }
      </Answered>
      <Section title={say(CONFIGURATION.tryPolicy)}>
        <VolumeForm />
      </Section>
    </Page>
  )
}

/** Where policies are changed. */
function Origin() {
  const { say } = useSpeech()
  const { data } = useAnswer<WireConfiguration>('configuration', 'configuration')
  if (data?.origin !== 'store') return say(COMMON.fileOnly)
  return <Link to="/configuration">{say(CONFIGURATION.edit)}</Link>
}

/** The line at which a policy stands. */
function WrittenAt({ name }: { readonly name: string }) {
  const { say } = useSpeech()
  const { data } = useAnswer<WireConfiguration>('configuration', 'configuration')
  const line = data?.lines['policies']?.[name]
  if (line === undefined) return null
  if (data?.origin === 'file') return <code className="under">{`${data.file ?? ''}:${line}`}</code>
  return (
    <Link to="/configuration" search={{ line: String(line) }}>
      {say(CONFIGURATION.line(line))}
    </Link>
  )
}

function Policy({ policy }: { readonly policy: WirePolicy }) {
  const { say, list, locale } = useSpeech()
  const { id, match, when, notify, escalate, group, holdSeconds, mute, recoveries, routes } = policy
  const span = (seconds: number): string => spanText(seconds * 1000, locale)
  const notes = [
    group.by.length > 0 && `${say(PEOPLE.groupsBy)} ${list(group.by)}`,
    say(PEOPLE.repeats(span(group.repeatSeconds))),
    holdSeconds !== undefined && say(PEOPLE.holds(span(holdSeconds))),
    mute.length > 0 && `${say(PEOPLE.muted)} ${list(mute)}`,
    !recoveries && say(PEOPLE.noRecoveries),
    policy.continues && say(PEOPLE.goesOn),
  ].filter((note) => note !== false)
  return (
    <div className="policy">
      <h2>{id}</h2>
      <p className="matchers">
        {match.map((matcher) => (
          <code key={matcher}>{matcher}</code>
        ))}
        {when && <code>{when}</code>}
        {match.length === 0 && !when && <span className="muted">{say(PEOPLE.everything)}</span>}
      </p>
      <p>
        {say(PEOPLE.tells)} <Targets targets={notify} />
        {escalate && (
          <>
            {' · '}
            {say(PEOPLE.escalates)} <strong>{escalate}</strong>
          </>
        )}
      </p>
      <p className="under">{notes.join(' · ')}</p>
      {routes.length > 0 && (
        <ul className="routes">
          {routes.map((route) => (
            <li key={route.id}>
              <Policy policy={route} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function CountedPolicy({ policy }: { readonly policy: WirePolicy }) {
  const { say } = useSpeech()
  const [isWanted, setWanted] = useState(false)
  if (isWanted) return <Volume policy={writtenPolicy(policy)} />
  return (
    <button type="button" className="small" onClick={() => setWanted(true)}>
      {say(PEOPLE.volume)}
    </button>
  )
}

/** As the configuration would have it. */
function writtenPolicy(policy: WirePolicy): object {
  const { match, when, notify, group, escalate, recoveries, mute, active, routes } = policy
  const seconds = (count: number): string => `${Math.round(count)}s`
  return {
    match,
    ...(when && { when }),
    group: {
      by: group.by,
      wait: seconds(group.waitSeconds),
      interval: seconds(group.intervalSeconds),
      repeat: seconds(group.repeatSeconds),
    },
    ...(notify.length > 0 && { notify }),
    ...(escalate && { escalate }),
    recoveries,
    ...(mute.length > 0 && { mute }),
    ...(active.length > 0 && { active }),
    ...(routes.length > 0 && { routes: routes.map(writtenPolicy) }),
  }
}
