/**
 * A value cannot ring anybody: an `@` that could begin a mention becomes its full-width twin. One
 * inside a word, as in a mail address, stays.
 */
export function withoutMentions(text: string): string {
  return text.replace(/(?<![\w.+-])@/g, '＠')
}
