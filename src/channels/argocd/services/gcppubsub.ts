import { parseJson } from '../../../base/answer-text.ts'
import type { LocalText } from '../../../model/text.ts'
import { CREDENTIALS, NO_RECIPIENT } from '../answers.ts'
import type { Answered } from '../judge.ts'
import { readPrivateKey, signJwt } from '../jwt.ts'
import type { Delivery, Service } from '../service.ts'
import { answerField, baseUrl, FOR_PROGRAMS, missing } from '../service-kinds.ts'
import { Tree } from '../tree.ts'

/** A message in a topic of Google Cloud Pub/Sub: the recipient takes the place of the option topic. */
export const gcppubsub: Service = {
  type: 'gcppubsub',
  limits: FOR_PROGRAMS,
  messageLengthMax: 200_000,
  check(options, recipient) {
    if (options.text('project').trim() === '') return [missing('project')]
    if (recipient === '' && options.text('topic') === '') return [missing('topic')]
    return accountOf(options) === undefined ? [NO_KEY] : []
  },
  async send(delivery) {
    const { options, recipient, way } = delivery
    const account = accountOf(options)
    if (account === undefined) return way.unasked(CREDENTIALS, 'no service account key')
    const token = tokenOf(account, way.now)
    const server = baseUrl(options.text('endpointUrl'), 'https://pubsub.googleapis.com')
    const path = [options.text('project').trim(), recipient || options.text('topic')].map(
      encodeURIComponent,
    )
    const url = `${server}/v1/projects/${path[0]}/topics/${path[1]}:publish`
    const headers = { authorization: `Bearer ${token}` }
    return way.judge(await way.post(url, { messages: [messageOf(delivery)] }, headers), {
      isTaken: (answer) => Array.isArray(answerField(answer, 'messageIds')),
      ref: firstId,
      verdict: ({ status }) => (status === 404 ? NO_RECIPIENT : undefined),
    })
  },
}

function firstId(answer: Answered): string | undefined {
  const ids = answerField(answer, 'messageIds')
  const first: unknown = Array.isArray(ids) ? ids[0] : undefined
  return typeof first === 'string' ? first : undefined
}

function messageOf({ message, part }: Delivery): object {
  const attributes = part?.map('attributes') ?? new Map<string, string>()
  return {
    data: Buffer.from(message).toString('base64'),
    ...(attributes.size > 0 && { attributes: Object.fromEntries(attributes) }),
  }
}

type Account = { readonly email: string; readonly keyId: string; readonly pem: string }

/** The option `key` (ours): what Google gives as a service account's key, as JSON. */
function accountOf(options: Tree): Account | undefined {
  const given = options.get('key')
  const key = new Tree(typeof given === 'string' ? parseJson(given) : given)
  const account = {
    email: key.text('client_email'),
    keyId: key.text('private_key_id'),
    pem: key.text('private_key'),
  }
  return account.email === '' || readPrivateKey(account.pem) === undefined ? undefined : account
}

const TOKEN_SECONDS = 600

/** Google takes a token that the account itself has signed for the one service. */
function tokenOf({ email, keyId, pem }: Account, now: number): string {
  const key = readPrivateKey(pem)
  if (key === undefined) return ''
  const issuedAt = Math.floor(now / 1_000)
  const claims = {
    iss: email,
    sub: email,
    aud: 'https://pubsub.googleapis.com/',
    iat: issuedAt,
    exp: issuedAt + TOKEN_SECONDS,
  }
  return signJwt({ key, ...(keyId !== '' && { keyId }), claims })
}

const NO_KEY: LocalText = {
  en: 'The service needs the key of a service account: write it into argocd-notifications-secret as the JSON that Google gives, and `key: $its-name` beside topic and project. A file (keyFile) or the machine’s own identity is not used.',
  zh: '该服务需要服务账号密钥：请将 Google 提供的 JSON 写入 argocd-notifications-secret，并在 topic、project 旁添加 `key: $键名`。不支持 keyFile 文件或主机身份。',
}
