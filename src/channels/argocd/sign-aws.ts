import { createHash, createHmac } from 'node:crypto'
import { isoTime } from '../../base/clock.ts'

export type AwsRequest = {
  readonly url: URL
  readonly body: string
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly region: string
  readonly service: string
  readonly key: string
  readonly secret: string
  /** UTC milliseconds. */
  readonly now: number
}

/** The headers of a POST, with AWS's signature (version 4) over them and the body. The path has nothing that is escaped. */
export function signAws(request: AwsRequest): Readonly<Record<string, string>> & {
  readonly authorization: string
} {
  const { url, body, region, service, key, secret, now } = request
  const time = isoTime(now).replace(/\.\d+/, '').replace(/[-:]/g, '')
  const day = time.slice(0, 8)
  const headers = { ...request.headers, 'x-amz-date': time }
  const signed = Object.entries({ ...headers, host: url.host }).sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    'POST',
    url.pathname,
    '',
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (under, text) => createHmac('sha256', under).update(text).digest(),
    `AWS4${secret}`,
  )
  const signature = createHmac('sha256', signingKey).update(toSign).digest('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { ...headers, authorization }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
