import { type SubmitEvent, useState } from 'react'
import { get, keepToken, Problem } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { useSay } from '../words/language.tsx'
import { phrase } from '../words/phrase.ts'
import { Field } from './parts.tsx'

const WORDS = {
  title: phrase('This hub asks for its API token', '此中枢需要 API 令牌'),
  hint: phrase(
    'It was set with --api-token or TOCSIN_API_TOKEN. This tab keeps it until it is closed.',
    '由 --api-token 或 TOCSIN_API_TOKEN 设置。仅在此标签页中保留，关闭即清除。',
  ),
  label: phrase('API token', 'API 令牌'),
  wrong: phrase('The hub does not know this token. Copy it again.', '令牌不正确，请重新复制。'),
  open: phrase('Open the console', '打开控制台'),
}

/** The one place at which somebody says who they are to a hub that asks. */
export function SignIn() {
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
    <main className="sign-in">
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <h1>{say(WORDS.title)}</h1>
        <Field label={say(WORDS.label)} hint={say(WORDS.hint)}>
          <input
            type="password"
            required
            autoComplete="current-password"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </Field>
        {isWrong && (
          <p className="banner bad" role="alert">
            {say(WORDS.wrong)}
          </p>
        )}
        <button type="submit" className="primary">
          {say(WORDS.open)}
        </button>
      </form>
    </main>
  )
}

/** Whoever leaves is asked anew. */
export function signOut(): void {
  keepToken(undefined)
  location.reload()
}
