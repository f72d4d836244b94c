import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { remember, remembered } from '../util/remembered.ts'
import type { Language, Phrase } from './phrase.ts'

/** How the console speaks. */
export type Speech = {
  readonly language: Language
  /** Names the locale that numbers and times are written in. */
  readonly locale: string
  readonly say: (text: Phrase) => string
  readonly number: (count: number) => string
  readonly list: (names: readonly string[]) => string
  readonly speak: (language: Language) => void
}

const SpeechContext = createContext<Speech | undefined>(undefined)

/** The reader's choice, or else the browser's language. */
export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage)
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])
  const speech = useMemo(
    () =>
      speechIn(language, (next) => {
        remember('language', next)
        setLanguage(next)
      }),
    [language],
  )
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext)
  if (!speech) throw new Error('speech is used below its provider')
  return speech
}

/** The common half of it. */
export function useSay(): Speech['say'] {
  return useSpeech().say
}

function speechIn(language: Language, speak: (language: Language) => void): Speech {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const numbers = new Intl.NumberFormat(locale)
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    language,
    locale,
    say: (text) => text[language],
    number: (count) => numbers.format(count),
    list: (names) => lists.format(names),
    speak,
  }
}

function firstLanguage(): Language {
  const chosen = remembered('language')
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
