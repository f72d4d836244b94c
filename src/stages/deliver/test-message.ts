import type { Message } from '../../model/message.ts'
import type { Language } from '../../model/text.ts'

/** The message with which an endpoint is tried. It rings nobody. */
export function testMessage({ language }: { language: Language }): Message {
  const words = WORDS[language]
  return {
    kind: 'test',
    language,
    title: words.title,
    severity: 'info',
    state: 'notice',
    blocks: [{ kind: 'text', text: words.text }],
    links: [],
    actions: [],
    mentions: { mobiles: [], all: false },
    alerts: [],
    policy: '',
    thread: 'test',
  }
}

const WORDS: Readonly<Record<Language, { readonly title: string; readonly text: string }>> = {
  en: {
    title: 'Tocsin test message',
    text: 'This chat can be told. Nothing has happened, and nothing needs to be done.',
  },
  zh: {
    title: 'Tocsin 测试消息',
    text: '本群可以收到通知。没有发生任何告警，无需处理。',
  },
}
