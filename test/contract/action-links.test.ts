import { describe, expect, test } from 'vitest'
import { propertyOf } from '../../src/base/property.ts'
import { Secret } from '../../src/base/secret.ts'
import { channels } from '../../src/channels/all.ts'
import { signLink } from '../../src/model/answer-link.ts'
import { aMessage } from './messages.ts'

const KEY = new Uint8Array(32).fill(255)

/** Tokens with all that base64url has, at their ends too; below an address with signs that are mark-up or mentions elsewhere. */
const URLS = Array.from({ length: 20 }, (_, index) => {
  const notificationId = `01jnb2c3d4e5f6g7h8j9kmn${String(index).padStart(3, '0')}`
  const link = { notificationId, action: 'acknowledge', expiresAt: 1_772_676_901_000 } as const
  return `https://hub_1.example.com/~ops/@duty/__x__/a/${signLink(link, KEY)}`
})

/** What a body of JSON says as texts, wherever they stand. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value).flatMap((key) => textsIn(propertyOf(value, key)))
}

/** Addresses in the texts: as they are, or inside DingTalk's own scheme. */
function addressesIn(body: string): readonly string[] {
  return textsIn(JSON.parse(body)).flatMap((text) =>
    [...text.matchAll(/(?:https?|dingtalk):\/\/[^\s"<>|)\]]+/g)].map(([found]) => {
      const inner = /[?&]url=([^&]+)/.exec(found)?.[1]
      return new URL(inner === undefined ? found : decodeURIComponent(inner)).href
    }),
  )
}

const FORMATS = [undefined, 'auto', 'text', 'markdown', 'actionCard', 'card', 'post', 'blocks']

describe.each(channels.map((channel) => [channel.type, channel] as const))(
  '%s',
  (_type, channel) => {
    test.each(FORMATS)('a button’s address stays the same address in the form %s', (format) => {
      const settings = {
        url: new Secret('https://chat.example.com/hook'),
        ...(format === undefined ? {} : { format }),
      }
      // DingTalk's plain form has no links: it follows a refusal of what they lead to.
      const forms = channel.type === 'dingtalk' ? (['full'] as const) : (['full', 'plain'] as const)
      for (const form of forms) {
        for (const url of URLS) {
          const message = aMessage({ links: [], actions: [{ text: 'Acknowledge', url }] })
          // What a proxy or a server takes for the same path: "@" may stand as %40.
          const found = addressesIn(channel.render(message, settings, form).body)
          expect(found.map((address) => address.replaceAll('%40', '@'))).toContain(url)
        }
      }
    })
  },
)
