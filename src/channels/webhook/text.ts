import type { Mentions, Message, MessageBlock, MessageLink } from '../../model/message.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { colon, markOf } from './words.ts'

/**
 * A message as one text without mark-up, no longer than its JSON. Its parts have been cleaned, and
 * hold nothing that rings or links.
 */
export function writeText(message: Message): string {
  const { language } = message
  const parts = [
    heading(message),
    ...message.blocks.map((block) => writeBlock(block, language)),
    [...message.actions, ...message.links].map(writeLink).join('\n'),
    mentionText(message.mentions),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** `🔴 Critical · title`; the word only where the title does not say it. */
function heading({ title, language, ...told }: Message): string {
  const mark = markOf(told)
  const word = inLanguage(mark.word, language)
  const isSaid = title.toLowerCase().includes(word.toLowerCase())
  const words = [isSaid ? '' : word, title].filter((part) => part !== '')
  return `${mark.sign} ${words.join(' · ')}`
}

function writeBlock(block: MessageBlock, language: Language): string {
  switch (block.kind) {
    case 'text':
      return block.text
    case 'fields':
      return block.fields.map(({ label, value }) => label + colon(language) + value).join('\n')
    case 'lines':
      return block.lines.map((line) => `${markOf(line).sign} ${line.text}`).join('\n')
  }
}

function writeLink({ text, url }: MessageLink): string {
  return text === '' ? url : `${text}: ${url}`
}

/** Chats differ in how they mention; most take these. */
function mentionText({ mobiles, all }: Mentions): string {
  const names = mobiles.map((mobile) => `@${mobile}`)
  return (all ? ['@all', ...names] : names).join(' ')
}
