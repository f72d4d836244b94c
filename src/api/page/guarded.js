// In: what the status says of sources. Out: a row for each that is paused, over its rate, or has refused something.
// What must hold: nothing is shown where there is nothing to say.
import { element } from './dom.js'
import { badge, heading } from './parts.js'
import { clock } from './when.js'

/** @param {import('./parts.js').Voice} voice */
export function guardedSources(voice, sources) {
  return (
    sources.length > 0 &&
    element(
      'section',
      { 'data-key': 'guarded' },
      heading('h2', voice.say(WORDS.guarded)),
      element(
        'ul',
        { class: 'rows chats' },
        sources.map((source) => sourceRow(voice, source)),
      ),
    )
  )
}

function sourceRow(voice, state) {
  const [tone, word] = stateOf(state)
  return element(
    'li',
    { class: 'row', 'data-key': state.source },
    element('span', { class: 'how' }, badge(tone, voice.say(word))),
    element(
      'span',
      { class: 'what' },
      element('span', { class: 'title' }, state.source),
      lines(voice, state).map((line) => element('span', { class: 'under' }, line)),
    ),
  )
}

function stateOf({ isPaused, limitedUntil, refused }) {
  if (isPaused) return ['quiet', WORDS.sourcePaused]
  if (limitedUntil !== undefined) return ['bad', WORDS.overRate]
  return refused.length > 0 ? ['wait', WORDS.hasRefused] : ['quiet', WORDS.twoKeys]
}

function lines(voice, { isPaused, limitedUntil, refused, previousKey }) {
  const at = (instant) => clock(instant, voice.language)
  const reasons = refused.map(({ reason, count, lastAt }) => [
    `${voice.say(REASONS[reason])} ${voice.number(count)} · `,
    at(lastAt),
  ])
  return [
    ...(isPaused ? [voice.say(WORDS.sourcePausedMore)] : []),
    ...(limitedUntil === undefined
      ? []
      : [[`${voice.say(WORDS.overRateMore)} `, at(limitedUntil)]]),
    ...reasons,
    ...(previousKey === undefined ? [] : [keyLine(voice, previousKey, at)]),
  ]
}

function keyLine(voice, { lastUsedAt }, at) {
  if (lastUsedAt === undefined) return voice.say(WORDS.previousKeyUnused)
  return [`${voice.say(WORDS.previousKeyUsed)} `, at(lastUsedAt)]
}

const WORDS = {
  guarded: { en: 'Sources to look at', zh: '需关注的来源' },
  sourcePaused: { en: 'Paused', zh: '已暂停' },
  sourcePausedMore: {
    en: 'What it sends is kept, and tells nothing.',
    zh: '其事件仅保留，不通知。',
  },
  overRate: { en: 'Over its rate', zh: '超出速率' },
  overRateMore: { en: 'What fires is refused until', zh: '触发事件将被拒绝，直到' },
  hasRefused: { en: 'Has refused', zh: '有请求被拒绝' },
  twoKeys: { en: 'Two keys', zh: '两个密钥' },
  previousKeyUnused: {
    en: 'The previous key is still valid; nobody has used it since the hub started.',
    zh: '旧密钥仍然有效；启动以来无人使用。',
  },
  previousKeyUsed: {
    en: 'The previous key is still used, last at',
    zh: '旧密钥仍在使用，最近一次为',
  },
}

const REASONS = {
  address: { en: 'Refused for the address:', zh: '因来源地址被拒绝：' },
  credentials: { en: 'Refused for user or password:', zh: '因用户或密码被拒绝：' },
  signature: { en: 'Refused for the signature:', zh: '因签名被拒绝：' },
  size: { en: 'Refused for the size:', zh: '因请求过大被拒绝：' },
  rate: { en: 'Refused for the rate:', zh: '因速率被拒绝：' },
}
