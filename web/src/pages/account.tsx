import { useState } from 'react'
import type { WireMe, WireSession } from '../../../src/api/wire-identity.ts'
import { tellFailure } from '../api/answers.tsx'
import { type Problem, send } from '../api/client.ts'
import { askAgain, queryClient, useAnswer } from '../api/queries.ts'
import { PasswordField } from '../ui/credentials.tsx'
import { Form } from '../ui/form.tsx'
import { Answered, Empty, Facts, Section } from '../ui/parts.tsx'
import { SettingsPage } from '../ui/settings-page.tsx'
import { Choices } from '../ui/shell-parts.tsx'
import { useMe } from '../ui/sign-in.tsx'
import { Mark } from '../ui/signs.tsx'
import { Clock } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { browserName } from '../util/browser.ts'
import { codeWords } from '../words/codes.ts'
import { useSay } from '../words/language.tsx'
import { plain } from '../words/phrase.ts'
import { SETTINGS } from '../words/settings.ts'
import { SIGN_IN } from '../words/sign-in.ts'

type Caller = NonNullable<WireMe['caller']>

/** Who one is here, how the console looks, one's password, and where one is signed in. */
export function Account() {
  const say = useSay()
  const me = useMe()
  const caller = me.data?.caller
  return (
    <SettingsPage>
      {caller &&
        (caller.kind === 'user' ? <Person caller={caller} /> : <NoPerson caller={caller} />)}
      <Section title={say(SETTINGS.look)}>
        <Choices />
      </Section>
      {caller?.signInName !== undefined && (
        <>
          <Password name={caller.signInName} />
          <Sessions />
        </>
      )}
    </SettingsPage>
  )
}

function Person({ caller }: { readonly caller: Caller }) {
  const say = useSay()
  const { name, signInName, role, contact } = caller
  const facts = [
    [say(SETTINGS.displayName), name],
    [say(SETTINGS.signInName), signInName],
    [say(SETTINGS.role), <RoleWords key="role" role={role} />],
    [say(SETTINGS.contact), contact ?? say(SETTINGS.noContact)],
  ] as const
  return (
    <Section title={say(SETTINGS.account)}>
      <Facts facts={facts} />
    </Section>
  )
}

function RoleWords({ role }: Pick<Caller, 'role'>) {
  const say = useSay()
  return (
    <>
      <strong>{say(codeWords('role', role))}</strong>{' '}
      <span className="muted">{say(SETTINGS.may[role])}</span>
    </>
  )
}

function NoPerson({ caller: { kind, role } }: { readonly caller: Caller }) {
  const say = useSay()
  return (
    <Section title={say(SETTINGS.account)}>
      <Empty title={SETTINGS.nobodySigned}>
        <p>{say(kind === 'machine' ? SETTINGS.machineMore : SETTINGS.tokenMore)}</p>
        <p>
          {say(SETTINGS.role)}: <RoleWords role={role} />
        </p>
      </Empty>
    </Section>
  )
}

function Password({ name }: { readonly name: string }) {
  const say = useSay()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = async (): Promise<void> => {
    await send('POST', 'me/password', { current, password })
    // A new password ends every session; whoever has just typed it is signed in again.
    await send('POST', 'sign-in', { name, password })
    setCurrent('')
    setPassword('')
    tell({ tone: 'good', text: SETTINGS.passwordChanged })
    await queryClient.invalidateQueries()
  }
  return (
    <Section title={say(SETTINGS.password)}>
      <Form
        className="narrow"
        submit={SETTINGS.changePassword}
        onSubmit={change}
        explain={({ status, message }: Problem) => {
          if (status === 401) return SETTINGS.wrongPassword
          return status === 429 ? SIGN_IN.tooOften : plain(message)
        }}
      >
        <input
          className="unseen"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
          autoComplete="username"
          value={name}
        />
        <PasswordField
          label={SETTINGS.current}
          kind="current-password"
          password={current}
          onPassword={setCurrent}
        />
        <PasswordField
          label={SETTINGS.next}
          kind="new-password"
          password={password}
          onPassword={setPassword}
        />
      </Form>
    </Section>
  )
}

function Sessions() {
  const say = useSay()
  const sessions = useAnswer<{ sessions: readonly WireSession[] }>('configuration', 'me/sessions')
  const end = (path: string): void =>
    void send<{ ended: number | string }>('DELETE', path).then(({ ended }) => {
      tell({ tone: 'good', text: SETTINGS.ended(typeof ended === 'number' ? ended : 1) })
      return askAgain(['configuration'])
    }, tellFailure)
  return (
    <Section
      title={say(SETTINGS.sessions)}
      tools={
        sessions.data &&
        sessions.data.sessions.length > 1 && (
          <button type="button" onClick={() => end('me/sessions')}>
            {say(SETTINGS.endOthers)}
          </button>
        )
      }
    >
      <Answered answer={sessions}>
        {(found) => (
          <ul className="rows">
            {found.sessions.map(({ id, browser, createdAt, seenAt, isCurrent }) => (
              <li key={id} className="row session-row">
                <div className="what">
                  <strong title={browser}>
                    {browser === undefined ? say(SETTINGS.unknownBrowser) : browserName(browser)}
                  </strong>
                  <span className="under">
                    {say(SETTINGS.since)} <Clock at={createdAt} /> · {say(SETTINGS.seen)}{' '}
                    <Clock at={seenAt} />
                  </span>
                </div>
                {isCurrent ? (
                  <Mark tone="good">{say(SETTINGS.thisOne)}</Mark>
                ) : (
                  <button type="button" onClick={() => end(`me/sessions/${id}`)}>
                    {say(SETTINGS.endSession)}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </Section>
  )
}
