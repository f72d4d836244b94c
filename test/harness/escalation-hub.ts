import { reboot } from './events.ts'
import { startHub, type TestHub } from './hub.ts'

/**
 * A policy that tells a chat and escalates: first to whoever is on call (Wang on the first day), then to Li, and in the
 * end to the boss as the fallback. The harness begins on 5 March 2026, a Thursday, at 10:15 in Shanghai.
 */
export const ESCALATION_HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  chat: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}chat" }] }
  wang: { name: Wang, mobile: "13800000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}wang" }] }
  li: { name: Li, mobile: "13900000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}li" }] }
  boss: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}boss" }] }
  nobody-home: { mobile: "13700000000" }
schedules:
  duty: { zone: Asia/Shanghai, layers: [{ rotate: daily, at: "09:00", contacts: [wang, li], from: "2026-03-05" }] }
  empty: { zone: Asia/Shanghai, layers: [{ rotate: daily, contacts: [nobody] }] }
muteTimings:
  morning: [{ times: ["09:00-12:00"], zone: Asia/Shanghai }]
  afternoon: [{ times: ["12:00-18:00"], zone: Asia/Shanghai }]
policies:
  trouble: { match: ['severity=~"critical|error|warning"'], notify: [{ to: chat }], escalate: on-call }
escalationPolicies:
  on-call:
    steps:
      - { notify: [{ schedule: duty }], wait: 5m }
      - { notify: [{ contact: li }], wait: 10m }
fallback: boss
`

/** A hub with the configuration above or a change of it, and what stories about escalation ask of it. */
export type EscalationHub = TestHub & {
  /** How many messages each chat has heard. */
  counts(): Promise<Readonly<Record<'chat' | 'wang' | 'li' | 'boss', number>>>
  /** The newest message of a chat, as text. */
  last(token: string): Promise<string>
  /** The newest alert with its runs. */
  alert(): Promise<ReturnType<typeof Object>>
  /** The path behind the button of this word in one of the chat's messages, the newest unless told. */
  button(token: string, word: string, index?: number): Promise<string>
  /** Answers by the page behind a button, in Wang's name unless told; gives the page that follows. */
  press(path: string, name?: string): Promise<string>
  /** Answers the newest alert by the API, in Zhao's name unless told; gives the hub's answer. */
  ask(action: string, body?: object): Promise<ReturnType<typeof Object>>
}

/** Starts it, and lets one problem of `instance` begin. */
export async function beginEscalation(
  yaml: string = ESCALATION_HUB,
  change: object = {},
): Promise<EscalationHub & { readonly eventId: string }> {
  const hub = await startHub(yaml)
  const [eventId] = await hub.post(reboot('i-web', 'Scheduled', change))
  await hub.settle()
  const heardBy = async (token: string): Promise<number> => (await hub.heard(token)).length
  const alert = async (): Promise<ReturnType<typeof Object>> => {
    const [{ id }] = (await hub.call('GET', '/api/v1/alerts')).body.alerts
    return (await hub.call('GET', `/api/v1/alerts/${id}`)).body
  }
  return Object.assign(Object.create(hub), {
    eventId: String(eventId),
    alert,
    counts: async () => ({
      chat: await heardBy('chat'),
      wang: await heardBy('wang'),
      li: await heardBy('li'),
      boss: await heardBy('boss'),
    }),
    last: async (token: string) =>
      decodeURIComponent(JSON.stringify((await hub.heard(token)).at(-1)?.payload ?? '')),
    async button(token: string, word: string, index = -1) {
      const text = JSON.stringify((await hub.heard(token)).at(index)?.payload)
      const found = [...text.matchAll(BUTTONS)].find(
        ([, title, , text]) => (title ?? text) === word,
      )
      const path = decodeURIComponent(found?.[2] ?? found?.[4] ?? '')
      if (!path.includes('/a/')) throw new Error(`no button ${word} in ${text}`)
      return path.slice(path.indexOf('/a/'))
    },
    async press(path: string, name = 'Wang') {
      const body = `name=${encodeURIComponent(name)}`
      const answer = await hub.call('POST', path, { headers: FORM, body })
      await hub.settle()
      return String(answer.body)
    },
    async ask(action: string, body: object = {}) {
      const { id } = await alert()
      const answer = await hub.call('POST', `/api/v1/alerts/${id}/${action}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ by: 'Zhao', ...body }),
      })
      await hub.settle()
      return answer.body
    },
  })
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
/** As buttons of a card, or as links in a text. */
const BUTTONS =
  /"title":"([^"]+)","actionURL":"[^"]*url=([^"&]+)"|\[([^\]]+)\]\([^)]*url=([^)]+)\)/g
