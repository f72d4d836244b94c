import type { HttpOutcome } from '../../../base/http-client.ts'
import type { Receipt } from '../../../model/receipt.ts'
import { refuse, type Verdict } from '../../../model/verdict.ts'
import {
  BUSY,
  CREDENTIALS,
  MALFORMED,
  NO_RECIPIENT,
  PERMISSION,
  RATE_LIMITED,
  TOO_LARGE,
} from '../answers.ts'
import type { Answered, Rules } from '../judge.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerField,
  answerText,
  baseUrl,
  missing,
  NO_RECIPIENT_GIVEN,
  parseField,
  webUrl,
  withProblems,
} from '../service-kinds.ts'
import { type Thread, threads } from '../slack-threads.ts'

/** Slack's API, as an app: the recipient is a channel's name or id. */
export const slack: Service = {
  type: 'slack',
  // One message a second in a channel.
  limits: { messagesMax: 60, windowMs: 60_000 },
  // Slack cuts what is longer than 40,000, but says so to nobody.
  messageLengthMax: 39_000,
  check(options, recipient) {
    if (options.text('token').trim() === '') return [missing('token')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send(delivery) {
    const { options, recipient, part } = delivery
    const groupingKey = part?.text('groupingKey') ?? ''
    if (groupingKey === '') return postIn(delivery, undefined)
    const place = {
      server: serverOf(delivery),
      token: options.text('token'),
      recipient,
      groupingKey,
    }
    const thread = threads.find(place)
    const policy = part?.text('deliveryPolicy') ?? ''
    if (thread === undefined) {
      return await postIn(delivery, undefined, (begun) => threads.remember(place, begun))
    }
    if (policy === 'Update') return await update(delivery, thread)
    const receipt = await postIn(delivery, thread)
    if (policy !== 'PostAndUpdate' || receipt.kind !== 'sent') return receipt
    // The message is there: whatever becomes of the first one's update, it is not posted again.
    const updated = await update(delivery, thread)
    const text = `${receipt.text ?? ''}; the first message was not updated: ${updated.text ?? ''}`
    return updated.kind === 'sent' ? receipt : { ...receipt, text }
  },
}

async function postIn(
  delivery: Delivery,
  thread: Thread | undefined,
  onPosted?: (begun: Thread) => void,
): Promise<Receipt> {
  const { recipient, part, way } = delivery
  const isBroadcast = part?.flag('notifyBroadcast') === true
  const outcome = await call(delivery, 'chat.postMessage', {
    channel: recipient,
    ...sayings(delivery),
    ...(thread !== undefined && { thread_ts: thread.messageId }),
    ...(isBroadcast && { reply_broadcast: 'true' }),
  })
  const receipt = way.judge(outcome, RULES)
  if (receipt.kind === 'sent' && outcome.kind === 'answered') {
    onPosted?.({ channel: answerText(outcome, 'channel'), messageId: answerText(outcome, 'ts') })
  }
  return receipt
}

async function update(delivery: Delivery, { channel, messageId }: Thread): Promise<Receipt> {
  const form = { channel, ts: messageId, as_user: 'true', ...sayings(delivery) }
  return delivery.way.judge(await call(delivery, 'chat.update', form), RULES)
}

function call(
  delivery: Delivery,
  method: string,
  form: Readonly<Record<string, string>>,
): Promise<HttpOutcome> {
  const authorization = `Bearer ${delivery.options.text('token').trim()}`
  return delivery.way.postForm(`${serverOf(delivery)}/${method}`, form, { authorization })
}

function serverOf({ options }: Delivery): string {
  return baseUrl(options.text('apiURL'), 'https://slack.com/api')
}

/** What is said, and as whom. */
function sayings({ options, message, part, isOwn }: Delivery): Readonly<Record<string, string>> {
  const problems: string[] = []
  const json = (name: string): Readonly<Record<string, string>> => {
    const text = part?.text(name) ?? ''
    if (text === '') return {}
    const parsed = parseField(name, text)
    if ('value' in parsed) return { [name]: JSON.stringify(parsed.value) }
    problems.push(parsed.problem)
    return {}
  }
  const drawn = { ...json('attachments'), ...json('blocks') }
  const username = part?.text('username') || options.text('username')
  return {
    text: withProblems(isOwn ? escaped(message) : message, problems),
    ...(username !== '' && { username }),
    ...iconOf(part?.text('icon') || options.text('icon')),
    ...drawn,
    ...(options.flag('disableUnfurl') && { unfurl_links: 'false', unfurl_media: 'false' }),
  }
}

/** What is neither an emoji nor an address is left out, as upstream does. */
function iconOf(icon: string): Readonly<Record<string, string>> {
  if (/^:.+:$/.test(icon)) return { icon_emoji: icon }
  return webUrl(icon) === undefined ? {} : { icon_url: icon }
}

/** Slack reads `<…>` as links and mentions. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const RULES: Rules = {
  isTaken: (answer) => answerField(answer, 'ok') === true,
  verdict,
  ref: (answer) => answerText(answer, 'ts'),
}

function verdict(answer: Answered): Verdict | undefined {
  return VERDICTS.get(answerText(answer, 'error'))
}

const DISABLED = refuse(
  'disabled',
  'Slack has switched the app or its account off. Install the app in the workspace anew and give its new token.',
  'Slack 已停用该应用或账号。请在工作区重新安装应用并填写新令牌。',
)
const ARCHIVED = refuse(
  'disabled',
  'The channel is archived. Bring it back in Slack, or subscribe another one.',
  '该频道已归档。请在 Slack 中恢复，或改用其他频道。',
)

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ...['invalid_auth', 'not_authed', 'token_expired', 'token_revoked'].map(
    (error) => [error, CREDENTIALS] as const,
  ),
  ...['account_inactive', 'org_login_required', 'team_access_not_granted'].map(
    (error) => [error, DISABLED] as const,
  ),
  ...['channel_not_found', 'not_in_channel', 'user_not_found'].map(
    (error) => [error, NO_RECIPIENT] as const,
  ),
  ['is_archived', ARCHIVED],
  ...['missing_scope', 'restricted_action', 'no_permission', 'ekm_access_denied'].map(
    (error) => [error, PERMISSION] as const,
  ),
  ...['ratelimited', 'rate_limited', 'message_limit_exceeded'].map(
    (error) => [error, RATE_LIMITED] as const,
  ),
  ...['msg_too_long', 'msg_blocks_too_long', 'too_many_attachments'].map(
    (error) => [error, TOO_LARGE] as const,
  ),
  ...['invalid_blocks', 'invalid_attachments', 'invalid_blocks_format', 'no_text'].map(
    (error) => [error, MALFORMED] as const,
  ),
  ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].map(
    (error) => [error, BUSY] as const,
  ),
])
