/**
 * Text from outside made fit for any chat: well-formed Unicode, no control characters, no
 * characters that turn the direction of what follows, one kind of newline.
 */
export function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(UNSEEN, '')
}

// Control characters but the newline; embedding, override and isolate marks; byte order mark.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** On one line: newlines become spaces. */
export function oneLine(text: string): string {
  const lines = clean(text).split('\n')
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}
