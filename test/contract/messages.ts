import type { Message, MessageBlock } from '../../src/model/message.ts'

/** An ordinary message, to be changed where a test needs it. */
export function aMessage(changes: Partial<Message> = {}): Message {
  return {
    kind: 'alert',
    language: 'en',
    title: 'ECS instance reboot because of system error',
    severity: 'critical',
    state: 'firing',
    blocks: [
      {
        kind: 'text',
        text: 'The host of the instance failed; the instance is restarted elsewhere.',
      },
      {
        kind: 'fields',
        fields: [
          { label: 'Instance', value: 'i-bp1_prod-db-01' },
          { label: 'Region', value: 'cn-hangzhou' },
        ],
      },
    ],
    links: [{ text: 'ECS console', url: 'https://ecs.console.aliyun.com/?a=(1)&b=2#/x' }],
    actions: [],
    mentions: { mobiles: [], all: false },
    alerts: [],
    policy: 'ecs-trouble',
    thread: 'group-1',
    ...changes,
  }
}

const LONG = '数据库连接池耗尽🔥 "quoted" \\ back\nnext line — '
const HOSTILE =
  '](javascript:alert(1)) <script>x</script> @all @13800000000 **b** # h\n> q\n| a |\n|---|'
const LONE_SURROGATES = 'before \ud83d after \udc00 end'

function text(value: string): MessageBlock {
  return { kind: 'text', text: value }
}

/** Messages that no channel may stumble over, by what is odd about them. */
export const ODD_MESSAGES: ReadonlyMap<string, Message> = new Map([
  ['plain', aMessage()],
  ['empty', aMessage({ title: '', blocks: [], links: [] })],
  ['blank', aMessage({ title: ' \n ', blocks: [text(' \n\n '), { kind: 'lines', lines: [] }] })],
  ['one huge text', aMessage({ title: LONG.repeat(500), blocks: [text(LONG.repeat(20_000))] })],
  [
    'many huge fields',
    aMessage({
      blocks: [
        {
          kind: 'fields',
          fields: Array.from({ length: 60 }, (_, index) => ({
            label: `label ${index} ${LONG.repeat(index)}`,
            value: LONG.repeat(200),
          })),
        },
      ],
    }),
  ],
  [
    'a digest of five hundred',
    aMessage({
      kind: 'digest',
      language: 'zh',
      blocks: [
        {
          kind: 'lines',
          lines: Array.from({ length: 500 }, (_, index) => ({
            severity: 'warning' as const,
            state: 'firing' as const,
            text: `#${index} ${LONG.repeat(20)}`,
          })),
        },
      ],
    }),
  ],
  ['ten thousand blocks', aMessage({ blocks: Array.from({ length: 10_000 }, () => text('line')) })],
  ['hostile', aMessage({ title: HOSTILE, blocks: [text(HOSTILE)] })],
  [
    'lone surrogates everywhere',
    aMessage({
      title: LONE_SURROGATES,
      blocks: [
        text(LONE_SURROGATES),
        { kind: 'fields', fields: [{ label: LONE_SURROGATES, value: LONE_SURROGATES }] },
        { kind: 'lines', lines: [{ severity: 'info', state: 'notice', text: LONE_SURROGATES }] },
      ],
      links: [{ text: LONE_SURROGATES, url: `https://example.com/?q=${LONE_SURROGATES}` }],
      actions: [{ text: LONE_SURROGATES, url: 'https://example.com/ack' }],
    }),
  ],
  [
    'control characters',
    aMessage({ title: 'a\u0000b\u001bc\u202ed', blocks: [text('\u0007\r\nx')] }),
  ],
  [
    'two hundred links and mentions',
    aMessage({
      links: Array.from({ length: 200 }, (_, index) => ({
        text: `link ${index}`,
        url: `https://example.com/${'p'.repeat(index * 20)}`,
      })),
      actions: Array.from({ length: 20 }, (_, index) => ({
        text: LONG,
        url: `https://example.com/ack/${'é'.repeat(index * 30)}`,
      })),
      mentions: {
        mobiles: Array.from({ length: 200 }, (_, index) => `1380000${1000 + index}`),
        all: true,
      },
    }),
  ],
  [
    'links that are none',
    aMessage({
      links: ['', 'not a link', 'javascript:alert(1)', 'http://', '/relative'].map((url) => ({
        text: 'link',
        url,
      })),
    }),
  ],
])
