/** What the console says, in both languages, side by side, so that none is forgotten. */
export type Phrase = { readonly en: string; readonly zh: string }

export type Language = 'en' | 'zh'

/** A phrase of the two. */
export function phrase(en: string, zh: string): Phrase {
  return { en, zh }
}

/** A text that is the same in both. */
export function plain(text: string): Phrase {
  return { en: text, zh: text }
}
