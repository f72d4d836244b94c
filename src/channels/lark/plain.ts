/** A value cannot ring anybody where Lark takes text as it is: a mention is a tag `<at …>`. */
export function withoutMentions(text: string): string {
  return text.replace(/<(?=\s*\/?\s*at\b)/gi, '＜')
}

/** For a text message, which knows a few tags and links more and has no escape character. */
export function withoutTags(text: string): string {
  return text.replace(/<(?=[a-z/!?\s])/gi, '＜').replaceAll('](', '] (')
}
