import type { WireStatus } from '../../../src/api/wire.ts'
import { useSpeech } from '../words/language.tsx'
import type { Phrase } from '../words/phrase.ts'
import { Section } from './parts.tsx'
import { Mark, type Tone } from './signs.tsx'
import { Clock } from './time.tsx'

type Guarded = WireStatus['sources'][number]

/** Sources of which there is something to say: paused, over their rate, with two keys, or that refused something. */
export function GuardedSources({ sources }: { readonly sources: readonly Guarded[] }) {
  const { say } = useSpeech()
  if (sources.length === 0) return null
  return (
    <Section title={say(WORDS.guarded)}>
      <ul className="lines guarded">
        {sources.map((source) => (
          <Row key={source.source} source={source} />
        ))}
      </ul>
    </Section>
  )
}

function Row({ source }: { readonly source: Guarded }) {
  const { say, number } = useSpeech()
  const { isPaused, limitedUntil, refused, previousKey, clockAhead } = source
  const [tone, word] = stateOf(source)
  return (
    <li>
      <Mark tone={tone}>{say(word)}</Mark> <strong>{source.source}</strong>
      {isPaused && <span className="under">{say(WORDS.sourcePausedMore)}</span>}
      {limitedUntil !== undefined && (
        <span className="under">
          {say(WORDS.overRateMore)} <Clock at={limitedUntil} />
        </span>
      )}
      {refused.map(({ reason, count, lastAt }) => (
        <span key={reason} className="under">
          {say(REASONS[reason])} {number(count)} · <Clock at={lastAt} />
        </span>
      ))}
      {previousKey && (
        <span className="under">
          {say(previousKey.lastUsedAt ? WORDS.previousKeyUsed : WORDS.previousKeyUnused)}{' '}
          {previousKey.lastUsedAt && <Clock at={previousKey.lastUsedAt} />}
        </span>
      )}
      {clockAhead && (
        <span className="under">
          {say(WORDS.clockAheadMore)} {number(clockAhead.seconds)} s ·{' '}
          <Clock at={clockAhead.lastAt} />
        </span>
      )}
    </li>
  )
}

function stateOf(source: Guarded): readonly [Tone, Phrase] {
  const { isPaused, limitedUntil, refused, clockAhead } = source
  if (isPaused) return ['calm', WORDS.sourcePaused]
  if (limitedUntil !== undefined) return ['bad', WORDS.overRate]
  if (clockAhead !== undefined) return ['wait', WORDS.clockAhead]
  return refused.length > 0 ? ['wait', WORDS.hasRefused] : ['calm', WORDS.twoKeys]
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
  clockAhead: { en: 'Clock ahead', zh: '时钟超前' },
  clockAheadMore: {
    en: 'The sender’s clock is ahead, so that its times order nothing:',
    zh: '发送方时钟超前，其时间不用于排序：',
  },
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
