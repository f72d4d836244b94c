/** The languages that messages are written in. */
export type Language = 'en' | 'zh'

/** Words in both languages, or words that are the same in each (names, numbers, quotes). */
export type LocalText = string | { readonly en: string; readonly zh: string }

/** `text` in `language`. */
export function inLanguage(text: LocalText, language: Language): string {
  return typeof text === 'string' ? text : text[language]
}
