import { isoTime } from '../base/clock.ts'
import type { HttpStep } from '../base/http-client.ts'
import { NETWORK_LIMITS } from '../base/limits.ts'
import type { Receipt } from '../model/receipt.ts'
import { inLanguage, type LocalText } from '../model/text.ts'
import type { VerificationStep } from '../model/verification.ts'
import { spanWords } from './clock.ts'
import type { Trial } from './trial.ts'

type State = VerificationStep['state']

function step(step: VerificationStep['step'], state: State, text: LocalText): VerificationStep {
  return { step, state, text }
}

/** Nothing was sent, and why. */
export function limitStep(until: number, now: number): VerificationStep {
  const span = spanWords(until - now)
  return step('limit', 'failed', {
    en: `Nothing was sent: the robot's limit is used up, or the platform holds it back, until ${isoTime(until)} (in ${inLanguage(span, 'en')}). Verify again after that.`,
    zh: `未发送：机器人的发送上限已用完或正被限流，至 ${isoTime(until)}（${inLanguage(span, 'zh')}后）。请届时再验证。`,
  })
}

/** What was seen on the way, in its order. */
export function stepsOf(trial: Trial): readonly VerificationStep[] {
  return [
    ...trial.steps.flatMap(seenStep),
    ...lookedSteps(trial),
    ...failureSteps(trial),
    ...answerSteps(trial),
    ...clockSteps(trial),
  ]
}

function seenStep(seen: HttpStep): VerificationStep[] {
  switch (seen.kind) {
    case 'proxy': {
      const { name, from } = seen.proxy
      return [
        step('proxy', 'ok', {
          en: `The way leads through the proxy ${name} (${from}).`,
          zh: `经由代理 ${name}（${from}）。`,
        }),
      ]
    }
    case 'resolved': {
      const shown = seen.addresses.slice(0, 4).join(', ')
      return [
        step('lookup', 'ok', {
          en: `The host name leads to ${shown}.`,
          zh: `主机名解析为 ${shown}。`,
        }),
      ]
    }
    case 'connected': {
      const [en, zh] = seen.tls === undefined ? ['', ''] : [`, ${seen.tls}`, `，${seen.tls}`]
      return [
        step('connection', 'ok', {
          en: `Connected to ${seen.address}${en}.`,
          zh: `已连接 ${seen.address}${zh}。`,
        }),
      ]
    }
  }
}

/** Of channels that connect by themselves. */
function lookedSteps({ looked }: Trial): VerificationStep[] {
  if (looked === undefined) return []
  if (looked.kind === 'refused')
    return [
      step('lookup', 'failed', {
        en: `The host may not be spoken to: ${looked.reason}.`,
        zh: `不能访问该主机：${looked.reason}。`,
      }),
    ]
  return seenStep({ kind: 'resolved', addresses: [looked.address] })
}

const FAILURES: Readonly<
  Record<string, { step: VerificationStep['step']; en: string; zh: string }>
> = {
  forbidden: { step: 'lookup', en: 'The address is not allowed', zh: '地址不被允许' },
  name: { step: 'lookup', en: 'The host name could not be looked up', zh: '主机名解析失败' },
  connection: { step: 'connection', en: 'No connection came about', zh: '连接未建立' },
  certificate: { step: 'connection', en: 'TLS failed', zh: 'TLS 握手失败' },
  proxy: { step: 'proxy', en: 'The proxy is in the way', zh: '代理未放行' },
  'time-out': { step: 'answer', en: 'No answer came in time', zh: '应答超时' },
  broken: { step: 'answer', en: 'The connection broke before an answer', zh: '应答前连接中断' },
}

function failureSteps({ outcome }: Trial): VerificationStep[] {
  if (outcome?.kind !== 'failed') return []
  const told = FAILURES[outcome.trouble ?? 'connection'] ?? FAILURES['connection']
  if (told === undefined) return []
  return [
    step(told.step, 'failed', {
      en: `${told.en}: ${outcome.reason}.`,
      zh: `${told.zh}：${outcome.reason}。`,
    }),
  ]
}

function answerSteps({ outcome, startedAt, finishedAt }: Trial): VerificationStep[] {
  if (outcome?.kind !== 'answered') return []
  const { status } = outcome
  const tookMs = finishedAt - startedAt
  return [
    step('answer', status < 400 ? 'ok' : 'note', {
      en: `An answer came after ${tookMs} ms: HTTP ${status}.`,
      zh: `${tookMs} 毫秒后收到应答：HTTP ${status}。`,
    }),
  ]
}

/** Whether our clock is further from the platform's than can be overlooked. */
export function isClockOff({ clock }: Pick<Trial, 'clock'>): boolean {
  if (clock === undefined) return false
  return Math.abs(clock.offMs) - clock.uncertaintyMs > NETWORK_LIMITS.clockOffMs
}

function clockSteps(trial: Trial): VerificationStep[] {
  const { clock, receipt } = trial
  if (clock === undefined) return []
  const isRefused = receipt.kind === 'retry' && receipt.reason === 'clock-skew'
  const isOff = isClockOff(trial)
  if (!isOff && !isRefused) return []
  const off = spanWords(clock.offMs)
  const within = spanWords(Math.max(clock.uncertaintyMs, 1_000))
  const [en, zh] = clock.offMs < 0 ? ['behind', '慢'] : ['ahead of', '快']
  return [
    step('clock', isRefused ? 'failed' : 'note', {
      en: `This machine's clock is ${inLanguage(off, 'en')} ${en} the other side's (± ${inLanguage(within, 'en')}).`,
      zh: `本机时钟比对方${zh} ${inLanguage(off, 'zh')}（误差 ± ${inLanguage(within, 'zh')}）。`,
    }),
  ]
}

/** What the answer means, in a word. */
export function meaningStep(receipt: Receipt): VerificationStep {
  if (receipt.kind === 'sent')
    return step('meaning', 'ok', {
      en: 'The platform took the message: look for it in the chat.',
      zh: '平台已接收消息：请在群聊中查看。',
    })
  return step('meaning', 'failed', MEANINGS[receipt.reason])
}

type Reason = Exclude<Receipt, { kind: 'sent' }>['reason']

const MEANINGS: Readonly<Record<Reason, LocalText>> = {
  'rate-limited': {
    en: 'The robot’s limit is used up.',
    zh: '机器人已达发送上限。',
  },
  blocked: {
    en: 'A firewall in front of the platform answered in its place.',
    zh: '应答来自平台前端的防火墙，而非平台本身。',
  },
  busy: { en: 'The platform is busy.', zh: '平台繁忙。' },
  unreachable: { en: 'Nothing could be sent.', zh: '未能发出。' },
  'unknown-outcome': {
    en: 'The message may have arrived: no proper answer came.',
    zh: '消息可能已送达：未收到有效应答。',
  },
  'clock-skew': {
    en: 'The signature’s time was not accepted: the clocks differ too much.',
    zh: '签名时间未被接受：两端时钟相差过大。',
  },
  token: { en: 'The platform does not know this robot.', zh: '平台不认识该机器人。' },
  disabled: { en: 'The robot is stopped or gone.', zh: '机器人已停用或不存在。' },
  keyword: {
    en: 'The message holds none of the robot’s keywords.',
    zh: '消息不含机器人的自定义关键词。',
  },
  signature: { en: 'The signature does not match.', zh: '签名不匹配。' },
  address: {
    en: 'The robot does not take messages from our IP address.',
    zh: '机器人不接受来自本机 IP 的消息。',
  },
  forbidden: {
    en: 'The hub’s own rules forbid the address.',
    zh: '本机的网络规则禁止访问该地址。',
  },
  quota: { en: 'The organisation’s quota is used up.', zh: '组织的消息额度已用完。' },
  'too-large': { en: 'The message is too large.', zh: '消息过大。' },
  content: {
    en: 'The platform’s content check turned it away.',
    zh: '未通过平台的内容安全检查。',
  },
  removed: {
    en: 'The endpoint is no longer in the configuration.',
    zh: '该地址已不在配置中。',
  },
  malformed: { en: 'The platform could not read the request.', zh: '平台无法解析该请求。' },
  unknown: {
    en: 'The answer is not one that the platform is known to give.',
    zh: '应答不是平台已知的形式。',
  },
}
