import { isoTime } from '../base/clock.ts'
import { ANSWER_LIMITS } from '../base/limits.ts'
import type { Alert } from '../model/alert.ts'
import type { Notification, NotificationEntry } from '../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../model/text.ts'
import { escapeHtml, frame, time } from './answer-page.ts'
import { ANSWER_WORDS, SEVERITY_WORDS, STATE_WORDS } from './answer-words.ts'

export type RestPage = {
  readonly language: Language
  readonly notification: Notification
  /** What the alerts are now, by id. */
  readonly statesNow: ReadonlyMap<string, Alert['state']>
  readonly expiresAt: number
  readonly now: number
}

/** All that a notification tells of, uncut: what a chat's message had no room for. */
export function restPage(page: RestPage): string {
  const say = (text: LocalText): string => escapeHtml(inLanguage(text, page.language))
  const { entries, trouble } = page.notification
  const shown = entries.slice(0, ANSWER_LIMITS.readMax)
  const title = inLanguage(ANSWER_WORDS.toldOf, page.language)
  return frame(page.language, title, [
    `<h1>${escapeHtml(title)}${entries.length > 1 ? ` (${entries.length})` : ''}</h1>`,
    trouble === undefined ? '' : `<section class="card note"><p>${say(trouble)}</p></section>`,
    `<ul class="alerts">\n${shown.map((entry) => row(entry, page, say)).join('\n')}\n</ul>`,
    entries.length > shown.length ? `<p>${say(ANSWER_WORDS.more)}</p>` : '',
    `<footer>${say(ANSWER_WORDS.until)} ${isoTime(page.expiresAt).slice(0, 16).replace('T', ' ')} UTC</footer>`,
  ])
}

type Say = (text: LocalText) => string

function row(entry: NotificationEntry, page: RestPage, say: Say): string {
  const { severity, title, fields, labels, links } = entry
  const state =
    entry.state === 'notice' ? 'notice' : (page.statesNow.get(entry.subjectId) ?? entry.state)
  const how = [
    `<b>${say(SEVERITY_WORDS[severity])}</b>`,
    `<b class="${state}">${say(STATE_WORDS[state])}</b>`,
    time(entry.since ?? entry.at, page),
  ]
  const told = fields.map(({ label, value }) => pair(say(label), say(value)))
  const named = Object.entries(labels).map(([name, value]) =>
    pair(escapeHtml(name), escapeHtml(value)),
  )
  // Only what leads to a page: a sender's address may be anything.
  const addresses = links
    .filter(({ url }) => /^https?:\/\//i.test(url))
    .map(
      ({ text, url }) =>
        `<li><a href="${escapeHtml(url)}" rel="noopener noreferrer">${say(text)}</a></li>`,
    )
  return [
    `<li class="${severity}"><strong>${say(title)}</strong><div class="how">${how.join(' · ')}</div>`,
    told.length > 0 ? `<dl>${told.join('')}</dl>` : '',
    addresses.length > 0 ? `<ul class="links">${addresses.join('')}</ul>` : '',
    named.length > 0
      ? `<details><summary>${say(ANSWER_WORDS.labels)}</summary><dl>${named.join('')}</dl></details>`
      : '',
    '</li>',
  ].join('')
}

function pair(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${value}</dd></div>`
}
