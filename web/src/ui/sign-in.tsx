import { useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import type { WireMe } from '../../../src/api/wire-identity.ts'
import { get, hasToken, keepToken, Problem, send } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { codeWords } from '../words/codes.ts'
import { useSay } from '../words/language.tsx'
import { SIGN_IN } from '../words/sign-in.ts'
import { Credentials } from './credentials.tsx'
import { Field } from './parts.tsx'

/** Why the identity provider's way back led here, by the address that this page was opened at: it has moved on since. */
const REFUSED = /[?&]refused=([^&]*)/.exec(location.hash)?.[1]

/** Who asks, and how one can sign in. */
export function useMe() {
  return useQuery({
    queryKey: ['configuration', 'me'],
    queryFn: ({ signal }) => get<WireMe>('me', signal),
  })
}

/** The one place at which somebody says who they are to a hub that asks: by a name and a password, by a provider, or a token. */
export function SignIn() {
  const say = useSay()
  const me = useMe()
  const [isByToken, setByToken] = useState(false)
  if (!me.data) return null
  const { isUnclaimed, provider } = me.data.signIn
  if (isUnclaimed || isByToken)
    return (
      <main className="sign-in">
        <TokenForm />
        {!isUnclaimed && (
          <button type="button" className="plain" onClick={() => setByToken(false)}>
            {say(SIGN_IN.byPassword)}
          </button>
        )}
      </main>
    )
  return (
    <main className="sign-in">
      {REFUSED && (
        <p className="banner bad" role="alert">
          <strong>{say(SIGN_IN.refused)}</strong>{' '}
          {say(codeWords('refusal', decodeURIComponent(REFUSED)))}
        </p>
      )}
      <PasswordForm />
      {provider !== undefined && (
        <a className="button" href="sign-in/provider">
          {say(SIGN_IN.provider(provider))}
        </a>
      )}
      <button type="button" className="plain" onClick={() => setByToken(true)}>
        {say(SIGN_IN.byToken)}
      </button>
    </main>
  )
}

function PasswordForm() {
  const say = useSay()
  return (
    <Credentials
      head={<h1>{say(SIGN_IN.title)}</h1>}
      password="current-password"
      submit={SIGN_IN.submit}
      onSubmit={async (given) => {
        await send('POST', 'sign-in', given)
        await queryClient.invalidateQueries()
      }}
    />
  )
}

function TokenForm() {
  const say = useSay()
  const [token, setToken] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    keepToken(token)
    try {
      await get('status')
      await queryClient.invalidateQueries()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      keepToken(undefined)
      setWrong(true)
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <h1>{say(SIGN_IN.tokenTitle)}</h1>
      <Field label={say(SIGN_IN.token)} hint={say(SIGN_IN.tokenHint)}>
        <input
          type="password"
          required
          autoComplete="off"
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
      </Field>
      {isWrong && (
        <p className="banner bad" role="alert">
          {say(SIGN_IN.tokenWrong)}
        </p>
      )}
      <button type="submit" className="primary">
        {say(SIGN_IN.open)}
      </button>
    </form>
  )
}

/** Whoever leaves is asked anew. */
export async function signOut(): Promise<void> {
  if (hasToken()) keepToken(undefined)
  else await send('POST', 'sign-out')
  location.reload()
}
