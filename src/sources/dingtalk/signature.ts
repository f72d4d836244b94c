import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SourceRequest } from '../../contract/source.ts'
import { formFields } from '../../reading/decode.ts'

/** Why a signature does not hold, and DingTalk's words for it. */
export type SignatureFault = {
  readonly found: string
  readonly remedy: string
  readonly words: string
}

const HOUR_MS = 60 * 60_000

/**
 * Checks `timestamp` (UTC milliseconds) and `sign` of the query against `secret`; undefined where they
 * hold, or where no secret asks for them.
 */
export function faultOfSignature(
  { query }: SourceRequest,
  secret: string | undefined,
  receivedAt: number,
): SignatureFault | undefined {
  if (secret === undefined) return undefined
  const fields = formFields(query)
  const timestamp = fields?.get('timestamp') ?? ''
  const sign = fields?.get('sign') ?? ''
  if (sign === '' || timestamp === '') return UNSIGNED
  if (!/^\d{1,15}$/.test(timestamp) || Math.abs(receivedAt - Number(timestamp)) > HOUR_MS) {
    return EXPIRED
  }
  const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest()
  // A "+" that the sender did not encode arrives as a blank.
  const given = Buffer.from(sign.replaceAll(' ', '+'), 'base64')
  const isRight = given.length === expected.length && timingSafeEqual(given, expected)
  return isRight ? undefined : WRONG
}

const REMEDY = 'Give the sender the secret of this source, or take the secret out of the source.'

const UNSIGNED: SignatureFault = {
  found: 'A message without "timestamp" and "sign" in its query.',
  remedy: REMEDY,
  words:
    'description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中;',
}
const WRONG: SignatureFault = {
  found: 'A signature that was made with another secret.',
  remedy: REMEDY,
  words: 'description:机器人发送签名不匹配;solution:请确认机器人的密钥加密和填写正确;',
}
const EXPIRED: SignatureFault = {
  found: 'A timestamp that is more than an hour away from the clock of the hub.',
  remedy: 'Set the clock of the sender, and that of the hub.',
  words: 'description:机器人发送签名过期;solution:请使用当前时间的毫秒时间戳重新计算签名;',
}
