import { useQuery } from '@tanstack/react-query'
import { hasToken } from '../api/client.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { SIGN_IN } from '../words/sign-in.ts'
import { signOut, useMe } from './sign-in.tsx'
import { chooseTheme, useTheme } from './theme.ts'

/** Only where the sandbox is there. */
export function SandboxLink() {
  const { say } = useSpeech()
  const { data: isThere } = useQuery({
    queryKey: ['nothing', 'sandbox'],
    queryFn: async () => (await fetch('sandbox', { method: 'HEAD' })).ok,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (isThere !== true) return null
  return (
    <a className="nav-link" href="sandbox">
      {say(MAP.sandbox)}
    </a>
  )
}

/** Language, and light or dark. */
export function Choices() {
  const { say, language, speak } = useSpeech()
  const theme = useTheme()
  const me = useMe()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <div className="choices">
      <button
        type="button"
        className="plain small"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => speak(language === 'zh' ? 'en' : 'zh')}
      >
        {language === 'zh' ? 'English' : '中文'}
      </button>
      <button type="button" className="plain small" onClick={() => chooseTheme(other)}>
        {say(MAP[other])}
      </button>
      {(hasToken() || me.data?.caller?.kind === 'user') && (
        <button type="button" className="plain small" onClick={() => void signOut()}>
          {hasToken()
            ? say(MAP.signOut)
            : `${say(SIGN_IN.signOut)} · ${me.data?.caller?.name ?? ''}`}
        </button>
      )}
    </div>
  )
}
