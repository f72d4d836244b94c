import { expect, test } from 'vitest'
import { deliver, ServiceStandIn, serviceContract } from '../../../../test/contract/argo-service.ts'

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const OPTIONS = { queue: 'argo', region: 'eu-west-1', key: 'AKIDEXAMPLE', secret: SECRET }
const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/argo'
const FOUND = { body: { QueueUrl: QUEUE_URL } }
const TAKEN = { body: { MessageId: 'm1', MD5OfMessageBody: 'x' } }

function refused(type: string) {
  return { status: 400, body: { __type: `com.amazonaws.sqs#${type}`, message: SECRET } }
}

serviceContract({
  service: 'awssqs',
  options: (origin) => ({ ...OPTIONS, endpointUrl: origin }),
  recipient: '',
  credentials: [SECRET],
  rendering: { message: 'demo is synced' },
  taken: [FOUND, TAKEN],
  requests: [],
  judged: [
    ['taken', [FOUND, TAKEN], { kind: 'sent', ref: 'm1' }],
    ['an unknown queue', [refused('QueueDoesNotExist')], { kind: 'refused', reason: 'token' }],
    ['a wrong key', [refused('InvalidClientTokenId')], { kind: 'refused', reason: 'token' }],
    ['a key that may not', [FOUND, refused('AccessDenied')], { kind: 'refused', reason: 'token' }],
    ['too many', [FOUND, refused('RequestThrottled')], { kind: 'retry', reason: 'rate-limited' }],
    [
      'what SQS does not take',
      [FOUND, refused('InvalidMessageContents')],
      { kind: 'refused', reason: 'too-large' },
    ],
    [
      'a look-up that fails: nothing was sent',
      [{ status: 500 }],
      { kind: 'retry', reason: 'unreachable' },
    ],
  ],
  problems: [
    ['no keys', { key: '', secret: '' }, undefined, 'key'],
    ['no region', { region: '' }, undefined, 'region'],
    ['a region that is none', { region: '$region' }, undefined, 'region'],
    ['no queue', { queue: '' }, undefined, 'queue'],
    ['an endpoint that is none', { endpointUrl: 'sqs' }, undefined, 'endpointUrl'],
  ],
})

/** What was asked, with the shape of the signature in its place. */
async function asked(
  options: object,
  rendering: { message: string; part?: object; recipient?: string },
) {
  const standIn = new ServiceStandIn()
  const endpointUrl = await standIn.open([FOUND, TAKEN])
  await deliver({ service: 'awssqs', options: { ...OPTIONS, ...options, endpointUrl } }, rendering)
  await standIn.close()
  return standIn.seen
}

test('the queue is looked up, and then sent to, each signed', async () => {
  const seen = await asked({ account: '123456789012' }, { message: 'demo' })
  expect(seen.map(({ line, body }) => [line, body])).toEqual([
    ['POST /', { QueueName: 'argo', QueueOwnerAWSAccountId: '123456789012' }],
    ['POST /', { QueueUrl: QUEUE_URL, MessageBody: 'demo', DelaySeconds: 10 }],
  ])
  expect(seen.map(({ headers }) => headers['x-amz-target'])).toEqual([
    'AmazonSQS.GetQueueUrl',
    'AmazonSQS.SendMessage',
  ])
  for (const { headers } of seen) {
    expect(headers['content-type']).toBe('application/x-amz-json-1.0')
    expect(headers['x-amz-date']).toBe('20260305T021501Z')
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260305\/eu-west-1\/sqs\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    )
  }
})

test('a recipient names the queue, and a group keeps the order and the key of the attempts', async () => {
  const part = { messageGroupId: 'demo', messageAttributes: { app: 'demo' } }
  const [lookUp, send] = await asked({}, { message: 'demo', part, recipient: 'argo.fifo' })
  expect(lookUp?.body).toEqual({ QueueName: 'argo.fifo' })
  expect(send?.body).toEqual({
    QueueUrl: QUEUE_URL,
    MessageBody: 'demo',
    MessageAttributes: { app: { DataType: 'String', StringValue: 'demo' } },
    MessageGroupId: 'demo',
    MessageDeduplicationId: 'nt_1',
  })
})
