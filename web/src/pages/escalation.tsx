import { useState } from 'react'
import type { WireCalled, WireEscalationPolicy } from '../../../src/api/wire-configuration.ts'
import { useAnswer } from '../api/queries.ts'
import { Answered, Empty, Field, Page, Section } from '../ui/parts.tsx'
import { Targets } from '../ui/targets.tsx'
import { Day } from '../ui/time.tsx'
import { queryOf } from '../util/search.ts'
import { spanText } from '../util/time.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PEOPLE } from '../words/people.ts'

const SEVERITIES = ['critical', 'error', 'warning', 'info']

/** Whom to tell next when nobody answers; and who that would be at any time. */
export function Escalation() {
  const { say } = useSpeech()
  const [at, setAt] = useState('')
  const [severity, setSeverity] = useState('critical')
  const plans = useAnswer<{ escalationPolicies: readonly WireEscalationPolicy[] }>(
    'configuration',
    'escalation-policies',
  )
  return (
    <Page title={say(MAP.escalation)} about={say(COMMON.fileOnly)}>
      <Answered answer={plans}>
        {({ escalationPolicies }) =>
          escalationPolicies.length === 0 ? (
            <Empty title={PEOPLE.noPlans}>
              <p>{say(PEOPLE.noPlansMore)}</p>
            </Empty>
          ) : (
            <>
              <Section title={say(PEOPLE.called)}>
                <div className="inline-fields">
                  <Field label={say(PEOPLE.at)}>
                    <input
                      type="datetime-local"
                      value={at}
                      onChange={({ target }) => setAt(target.value)}
                    />
                  </Field>
                  <Field label={say(COMMON.severity)}>
                    <select value={severity} onChange={({ target }) => setSeverity(target.value)}>
                      {SEVERITIES.map((one) => (
                        <option key={one} value={one}>
                          {say(codeWords('severity', one))}
                        </option>
                      ))}
                    </select>
                  </Field>
                </div>
              </Section>
              {escalationPolicies.map((plan) => (
                <Plan key={plan.id} {...{ plan, at, severity }} />
              ))}
            </>
          )
        }
      </Answered>
    </Page>
  )
}

function Plan({
  plan,
  at,
  severity,
}: {
  readonly plan: WireEscalationPolicy
  readonly at: string
  readonly severity: string
}) {
  const { say, list, locale } = useSpeech()
  // Where no time is given, the hub says what is so now.
  const when = Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString()
  const query = queryOf({ at: when, severity })
  const path = `escalation-policies/${encodeURIComponent(plan.id)}/called?${query}`
  const called = useAnswer<WireCalled>('schedules', path)
  return (
    <Section title={plan.id}>
      <p className="muted">
        {say(PEOPLE.rounds(plan.rounds))} ·{' '}
        {plan.usedBy.length > 0 ? `${say(PEOPLE.usedBy)} ${list(plan.usedBy)}` : say(PEOPLE.unused)}
      </p>
      <ol className="steps">
        {plan.steps.map((step, index) => {
          const found = called.data?.steps[index]
          return (
            <li key={index} className="card step">
              <p>
                <strong>{say(PEOPLE.step(index + 1))}</strong> <Targets targets={step.notify} />{' '}
                <span className="muted">
                  {step.roundRobin && `${say(PEOPLE.inTurn)} · `}
                  {say(PEOPLE.wait(spanText(step.waitSeconds * 1000, locale)))}
                </span>
              </p>
              {found && (
                <p className={found.leftOut ? 'left-out' : 'called'}>
                  <Day at={found.at} />{' '}
                  {found.leftOut
                    ? say(PEOPLE.leftOut[found.leftOut])
                    : `→ ${list(found.contacts.map(({ name }) => name))}`}
                </p>
              )}
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
