import { codeWords } from '../words/codes.ts'
import { useSay } from '../words/language.tsx'

/** Each severity has a shape of its own: colour is never the only sign. */
const SHAPES: Readonly<Record<string, string>> = {
  critical: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  error: 'M8 .5 15.5 8 8 15.5.5 8z',
  warning: 'M8 1.5 15.3 14.5H.7z',
  info: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z',
}

/** A severity by shape and colour, and by its word: beside it, or for those who do not see it. */
export function Severity({
  severity,
  isShort = false,
}: {
  readonly severity: string
  readonly isShort?: boolean
}) {
  const word = useSay()(codeWords('severity', severity))
  return (
    <span className={`severity ${severity}`} title={isShort ? word : undefined}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={SHAPES[severity] ?? SHAPES['info'] ?? ''} />
      </svg>
      <span className={isShort ? 'unseen' : undefined}>{word}</span>
    </span>
  )
}

export type Tone = 'bad' | 'wait' | 'good' | 'calm'

/** One word in a frame. */
export function Mark({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span className={`mark ${tone}`}>{children}</span>
}

const STATE_TONES: Readonly<Record<string, Tone>> = {
  firing: 'bad',
  acknowledged: 'wait',
  resolved: 'good',
}

/** What an alert is at the moment. */
export function StateMark({ state }: { readonly state: string }) {
  const say = useSay()
  return <Mark tone={STATE_TONES[state] ?? 'calm'}>{say(codeWords('state', state))}</Mark>
}

const DELIVERY_TONES: Readonly<Record<string, Tone>> = {
  sent: 'good',
  dead: 'bad',
  due: 'wait',
  leased: 'wait',
  merged: 'calm',
  moot: 'calm',
}

/** What became of a message. */
export function DeliveryMark({ state }: { readonly state: string }) {
  const say = useSay()
  return <Mark tone={DELIVERY_TONES[state] ?? 'calm'}>{say(codeWords('delivery', state))}</Mark>
}

const HEALTH_TONES: Readonly<Record<string, Tone>> = {
  ok: 'good',
  warning: 'wait',
  failing: 'wait',
  broken: 'bad',
}

export function HealthMark({ health }: { readonly health: string }) {
  const say = useSay()
  return <Mark tone={HEALTH_TONES[health] ?? 'calm'}>{say(codeWords('health', health))}</Mark>
}
