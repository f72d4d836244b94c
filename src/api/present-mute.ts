import { isoTime } from '../base/clock.ts'
import type { MutePreview } from '../model/mute-preview.ts'
import type { Hold } from '../model/outcome.ts'
import { type CompiledSilence, type Silence, silenceState } from '../model/silence.ts'
import { HOLD_TEXTS, presentAlert, presentEvent } from './present.ts'
import type { WireHold, WireMutePreview, WireSilence, WireText, WireWindow } from './wire.ts'

type Moment = { readonly now: number; readonly holdsUntil: number | undefined }

export function presentSilence(silence: Silence, { now, holdsUntil }: Moment): WireSilence {
  const { id, kind = 'silence', matchers, recurs, createdBy, comment } = silence
  return {
    id,
    kind,
    matchers,
    recurs,
    createdBy,
    comment,
    state: silenceState(silence, now),
    startsAt: isoTime(silence.startsAt),
    endsAt: isoTime(silence.endsAt),
    holdsUntil: holdsUntil === undefined ? undefined : isoTime(holdsUntil),
  }
}

export function presentWindow(
  { name = '', matchers, silence }: CompiledSilence,
  { now, holdsUntil }: Moment,
): WireWindow {
  const { startsAt, endsAt } = silence
  return {
    name,
    matchers: matchers.map(({ text }) => text),
    state: silenceState(silence, now),
    startsAt: startsAt === 0 ? undefined : isoTime(startsAt),
    endsAt: endsAt === Number.MAX_SAFE_INTEGER ? undefined : isoTime(endsAt),
    holdsUntil: holdsUntil === undefined ? undefined : isoTime(holdsUntil),
  }
}

export function presentMutePreview({ now, past }: MutePreview): WireMutePreview {
  return {
    now: { ...now, alerts: now.alerts.map(presentAlert) },
    past: { ...past, from: isoTime(past.from), events: past.events.map(presentEvent) },
  }
}

/** Why a group held an event back, with what did and until when. */
export function presentHold({ reason, policy, by, until, alertId }: Hold): WireHold {
  const end = until === undefined ? undefined : isoTime(until)
  return {
    reason,
    policy,
    by,
    alertId,
    until: end,
    text: withDetail(HOLD_TEXTS[reason], { by, alertId, until: end }),
  }
}

/** The sentence with what holds it in brackets: `… (silence 01H…, until 2026-03-05T02:15:01.000Z).` */
function withDetail(
  text: WireText,
  { by, alertId, until }: Pick<WireHold, 'by' | 'alertId' | 'until'>,
): WireText {
  const en = [
    by === undefined ? [] : [`by ${by}`],
    alertId === undefined ? [] : [`alert ${alertId}`],
    until === undefined ? [] : [`until ${until}`],
  ].flat()
  const zh = [
    by === undefined ? [] : [`依据 ${by}`],
    alertId === undefined ? [] : [`告警 ${alertId}`],
    until === undefined ? [] : [`至 ${until}`],
  ].flat()
  if (en.length === 0) return text
  // Within the sentence: before the stop with which each of them ends.
  return {
    en: `${text.en.slice(0, -1)} (${en.join(', ')}).`,
    zh: `${text.zh.slice(0, -1)}（${zh.join('，')}）。`,
  }
}
