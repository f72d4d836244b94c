import type { HttpOutcome } from '../../../base/http-client.ts'
import type { LocalText } from '../../../model/text.ts'
import type { Verdict } from '../../../model/verdict.ts'
import { CREDENTIALS, NO_RECIPIENT, PERMISSION, RATE_LIMITED, TOO_LARGE } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerText,
  baseUrl,
  FOR_PROGRAMS,
  missing,
  notAnAddress,
  webUrl,
} from '../service-kinds.ts'
import { signAws } from '../sign-aws.ts'

/** A message in a queue of Amazon SQS: the recipient takes the place of the option queue. */
export const awssqs: Service = {
  type: 'awssqs',
  limits: FOR_PROGRAMS,
  // SQS counts 262,144 bytes.
  messageLengthMax: 80_000,
  check(options, recipient) {
    const names = ['region', 'key', 'secret'].filter((name) => options.text(name).trim() === '')
    if (names.some((name) => name !== 'region')) return [NO_KEYS]
    if (names.length > 0) return [missing(...names)]
    if (!/^[a-z0-9-]+$/.test(options.text('region').trim())) return [BAD_REGION]
    const endpoint = options.text('endpointUrl')
    if (endpoint !== '' && webUrl(endpoint) === undefined) return [notAnAddress('endpointUrl')]
    return recipient === '' && options.text('queue') === '' ? [missing('queue')] : []
  },
  async send(delivery) {
    const { options, recipient, way } = delivery
    const account = options.text('account')
    const found = await call(delivery, 'GetQueueUrl', {
      QueueName: recipient || options.text('queue'),
      ...(account !== '' && { QueueOwnerAWSAccountId: account }),
    })
    const isTaken = (answer: Answered) => answerText(answer, 'QueueUrl') !== ''
    const failed = way.judgeBefore(found, { isTaken, verdict })
    if (failed !== undefined || found.kind === 'failed') return failed ?? way.judge(found)
    const queueUrl = answerText(found, 'QueueUrl')
    return way.judge(await call(delivery, 'SendMessage', messageIn(queueUrl, delivery)), {
      isTaken: (answer) => answerText(answer, 'MessageId') !== '',
      ref: (answer) => answerText(answer, 'MessageId'),
      verdict,
    })
  },
}

function messageIn(queueUrl: string, { message, part, way }: Delivery): object {
  const group = part?.text('messageGroupId') ?? ''
  const attributes = [...(part?.map('messageAttributes') ?? [])].map(([name, text]) => {
    return [name, { DataType: 'String', StringValue: text }] as const
  })
  return {
    QueueUrl: queueUrl,
    MessageBody: message,
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
    // A queue that keeps the order knows no delay of one message, and takes each key once.
    ...(group === ''
      ? { DelaySeconds: 10 }
      : { MessageGroupId: group, MessageDeduplicationId: way.context.idempotencyKey }),
  }
}

function call({ options, way }: Delivery, action: string, input: object): Promise<HttpOutcome> {
  const region = options.text('region').trim()
  const server = baseUrl(options.text('endpointUrl'), `https://sqs.${region}.amazonaws.com`)
  const body = JSON.stringify(input)
  const headers = signAws({
    url: new URL(`${server}/`),
    body,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
    },
    region,
    service: 'sqs',
    key: options.text('key').trim(),
    secret: options.text('secret').trim(),
    now: way.now,
  })
  return way.ask({ method: 'POST', url: `${server}/`, headers, body })
}

function verdict(answer: Answered): Verdict | undefined {
  const type = answerText(answer, '__type')
  if (/NonExistentQueue|QueueDoesNotExist/.test(type)) return NO_RECIPIENT
  if (/InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|ExpiredToken/.test(type)) {
    return CREDENTIALS
  }
  if (/AccessDenied/.test(type)) return PERMISSION
  if (/Throttl|RequestLimitExceeded/.test(type)) return RATE_LIMITED
  return /InvalidMessageContents|BatchRequestTooLong|InvalidParameterValue/.test(type)
    ? TOO_LARGE
    : undefined
}

const NO_KEYS: LocalText = {
  en: 'The service’s options need key and secret. A role of the pod or of the machine is not used: make an access key for a user that may send to this queue, and put it into argocd-notifications-secret.',
  zh: '服务选项缺少 key 与 secret。不支持使用 Pod 或主机的角色：请为可向该队列发送消息的用户创建访问密钥，并写入 argocd-notifications-secret。',
}
const BAD_REGION: LocalText = {
  en: 'The service’s option region takes the name of a region, such as eu-west-1, and this is none. Correct it.',
  zh: '服务选项 region 应为地域名称（如 eu-west-1），当前值不是。请修正。',
}
