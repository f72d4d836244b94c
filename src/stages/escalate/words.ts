import type { EscalationCause } from '../../model/escalation.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'

/** Why a step is told, where the kind of the message does not say it. */
export function reasonOf(cause: EscalationCause | undefined): LocalText | undefined {
  if (cause === undefined) return undefined
  const { by, comment } = cause
  switch (cause.kind) {
    case 'asked':
      return comment
    case 'assigned':
      return withComment(
        { en: `${by ?? '?'} hands this over to you.`, zh: `${by ?? '?'} 将此告警转交给你。` },
        comment,
      )
    case 'timed-out':
      return {
        en: `${by ?? 'Somebody'} had acknowledged it, and has not said since that they are still on it.`,
        zh: `${by ?? '有人'} 确认后未再响应，确认已超时。`,
      }
    case 'taken-back':
      return withComment(
        {
          en: `${by ?? 'Somebody'} has given it back: nobody is on it.`,
          zh: `${by ?? '有人'} 已撤销确认，当前无人处理。`,
        },
        comment,
      )
    case 'unreached':
      return {
        en: 'Whoever was to be told before could not be reached.',
        zh: '上一级的接收人均未能送达。',
      }
    case 'hours':
      return {
        en: 'It is still open, and the business hours have begun.',
        zh: '告警仍未结束，工作时段已开始。',
      }
    case 'raised':
      return undefined
  }
}

function withComment(text: LocalText, comment: string | undefined): LocalText {
  if (comment === undefined) return text
  return {
    en: `${inLanguage(text, 'en')} ${comment}`,
    zh: `${inLanguage(text, 'zh')}${comment}`,
  }
}

/** What the fallback contact group hears where no step reached anybody. */
export function nobodyReached(plan: string): LocalText {
  return {
    en: `The escalation policy "${plan}" reaches nobody now: nobody is on call, or whoever is has no endpoint.`,
    zh: `升级策略“${plan}”当前无人可通知：无人值班，或值班人没有可用的接收地址。`,
  }
}

/** What whoever acknowledged is asked, and until when. */
export function stillOnIt(by: string | undefined, leftMs: number): LocalText {
  const minutes = Math.max(1, Math.round(leftMs / 60_000))
  return {
    en: `${by ?? 'Somebody'} has acknowledged this. Still on it? Acknowledge it again; otherwise the escalation begins anew in ${minutes} min.`,
    zh: `${by ?? '有人'} 已确认此告警。仍在处理吗？请再次确认；否则 ${minutes} 分钟后将重新开始升级。`,
  }
}

/** What whoever comes on call is told above the open alerts. */
export function takenOver(
  schedule: string,
  { until, more }: { readonly until: string | undefined; readonly more: number },
): LocalText {
  const end = { en: until === undefined ? '' : ` until ${until}`, zh: until ?? '' }
  const rest = {
    en: more === 0 ? '' : ` ${more} more are open.`,
    zh: more === 0 ? '' : `另有 ${more} 个告警未结束。`,
  }
  return {
    en: `You are on call by "${schedule}"${end.en}. This is open; whoever was told before stays with it.${rest.en}`,
    zh: `您已按排班“${schedule}”接班${end.zh === '' ? '' : `，至 ${end.zh}`}。以下告警未结束，此前已通知的人仍负责处理。${rest.zh}`,
  }
}
