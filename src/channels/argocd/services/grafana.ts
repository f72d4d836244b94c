import type { Service } from '../service.ts'
import {
  ANY_LENGTH,
  answerText,
  FOR_PROGRAMS,
  missing,
  notAnAddress,
  webUrl,
} from '../service-kinds.ts'

/** An annotation in Grafana: the recipient is its tags, with bars in between. */
export const grafana: Service = {
  type: 'grafana',
  limits: FOR_PROGRAMS,
  messageLengthMax: ANY_LENGTH,
  check(options) {
    const names = ['apiUrl', 'apiKey'].filter((name) => options.text(name).trim() === '')
    if (names.length > 0) return [missing(...names)]
    return webUrl(options.text('apiUrl')) === undefined ? [notAnAddress('apiUrl')] : []
  },
  async send({ options, recipient, message, way }) {
    const url = new URL(options.text('apiUrl').trim())
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/annotations`
    const body = {
      // Whole seconds, in milliseconds.
      time: Math.floor(way.now / 1_000) * 1_000,
      isRegion: false,
      tags: recipient.split('|'),
      text: message,
    }
    const authorization = `Bearer ${options.text('apiKey').trim()}`
    return way.judge(await way.post(url.href, body, { authorization }), {
      isTaken: ({ status }) => status === 200,
      ref: (answer) => answerText(answer, 'id'),
    })
  },
}
