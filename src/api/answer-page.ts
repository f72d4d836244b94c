import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isoTime } from '../base/clock.ts'
import { ANSWER_LIMITS } from '../base/limits.ts'
import type { Alert } from '../model/alert.ts'
import { answererText, type GivenAnswer } from '../model/answer.ts'
import type { AnswerReport, Verdict } from '../model/answering.ts'
import { exactMatchers } from '../model/silence.ts'
import { inLanguage, type Language, type LocalText } from '../model/text.ts'
import {
  ACTION_WORDS,
  ANSWER_WORDS,
  type PageAction,
  REFUSALS,
  SEVERITY_WORDS,
  STATE_WORDS,
} from './answer-words.ts'

const STYLE = readFileSync(new URL('./answer-page.css', import.meta.url), 'utf8')
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** Nothing is loaded, nothing runs, nobody frames it, keeps it or finds it; the form goes back to the hub only. */
export const ANSWER_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
} as const

export type AnswerPage = {
  readonly language: Language
  readonly action: PageAction
  /** As they are now. */
  readonly alerts: readonly Alert[]
  /** Of `alerts`, until when each is silenced, by id. */
  readonly silencedUntil: ReadonlyMap<string, number>
  /** The name that this browser remembers. */
  readonly name: string
  /** The other actions' addresses, relative to this page. */
  readonly others: readonly { readonly action: PageAction; readonly href: string }[]
  readonly expiresAt: number
  readonly now: number
  /** What came of the answer that was just given. */
  readonly report?: AnswerReport
}

/** The page of one link: what it is about, and the one button; or what came of pressing it. */
export function answerPage(page: AnswerPage): string {
  const say = (text: LocalText): string => escapeHtml(inLanguage(text, page.language))
  const title = titleOf(page)
  return frame(page.language, title, [
    `<h1>${escapeHtml(title)}</h1>`,
    page.report ? verdictCard(page, page.report, say) : '',
    alertList(page, say),
    page.report ? '' : form(page, say),
    others(page, say),
    `<footer>${say(ANSWER_WORDS.until)} ${isoTime(page.expiresAt).slice(0, 16).replace('T', ' ')} UTC</footer>`,
  ])
}

/** A page that only says why nothing can be done, in both languages: whose it is is not known. */
export function refusalPage(kind: keyof typeof REFUSALS): string {
  const { title, text } = REFUSALS[kind]
  return frame('en', `${title.zh} · ${title.en}`, [
    `<section class="card" lang="zh"><h1>${escapeHtml(title.zh)}</h1><p>${escapeHtml(text.zh)}</p></section>`,
    `<section class="card"><h1>${escapeHtml(title.en)}</h1><p>${escapeHtml(text.en)}</p></section>`,
  ])
}

type Say = (text: LocalText) => string

/** A whole page around its parts. */
export function frame(language: Language, title: string, parts: readonly string[]): string {
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(title)} · Tocsin</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<div class="brand">🔔 Tocsin</div>
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`
}

function titleOf({ alerts, language }: AnswerPage): string {
  const [first, ...more] = alerts
  if (first && more.length === 0) return inLanguage(first.title, language)
  const words = { en: `${alerts.length} alerts`, zh: `${alerts.length} 个告警` }
  return alerts.length === 0 ? inLanguage(ANSWER_WORDS.several, language) : words[language]
}

function alertList(page: AnswerPage, say: Say): string {
  const shown = page.alerts.slice(0, ANSWER_LIMITS.shownMax)
  const rows = shown.map((alert) => alertRow(alert, page, say)).join('\n')
  const more = page.alerts.length > shown.length ? `<p>${say(ANSWER_WORDS.more)}</p>` : ''
  return `<ul class="alerts">\n${rows}\n</ul>${more}`
}

function alertRow(alert: Alert, page: AnswerPage, say: Say): string {
  const { severity, state, labels } = alert
  const where = labels['instance'] || labels['resource'] || ''
  const title = page.alerts.length > 1 ? `<strong>${say(alert.title)}</strong>` : ''
  const until = page.silencedUntil.get(alert.id)
  const how = [
    `<b>${say(SEVERITY_WORDS[severity])}</b>`,
    `<b class="${state}">${say(STATE_WORDS[state])}</b>`,
    escapeHtml(where),
    escapeHtml(alert.source),
    time(alert.openedAt, page),
  ]
  const lines = (alert.answers ?? []).map((given) => answerLine(given, page, say))
  if (until) lines.push(`${say(ANSWER_WORDS.silencedUntil)} ${time(until, page)}`)
  const answers = lines.map((line) => `<li>${line}</li>`).join('')
  return `<li class="${severity}">${title}<div class="how">${how.filter(Boolean).join(' · ')}</div>${answers && `<ul class="answers">${answers}</ul>`}</li>`
}

const GIVEN = {
  acknowledge: ANSWER_WORDS.acknowledgedBy,
  resolve: ANSWER_WORDS.resolvedBy,
  silence: ANSWER_WORDS.silencedBy,
  escalate: ANSWER_WORDS.askedForHelp,
  unacknowledge: ANSWER_WORDS.givenBackBy,
  assign: ANSWER_WORDS.assignedBy,
} as const

function answerLine(given: GivenAnswer, page: AnswerPage, say: Say): string {
  return `${say(GIVEN[given.action])} <b>${say(answererText(given))}</b> · ${time(given.at, page)}`
}

function form(page: AnswerPage, say: Say): string {
  const { action, alerts } = page
  const words = ACTION_WORDS[action]
  if (alerts.every(({ state }) => state === 'resolved')) {
    const verdict: Verdict = action === 'resolve' ? 'already' : 'over'
    return `<section class="card note"><h2>${say(words.verdicts[verdict])}</h2></section>`
  }
  const isDone = action === 'acknowledge' && alerts.every(({ state }) => state !== 'firing')
  const note = isDone
    ? `<section class="card note"><h2>${say(words.verdicts.already)}</h2></section>`
    : ''
  return `${note}<form method="post" class="card">
<p>${say(words.text)}</p>
${action === 'silence' ? matchers(page, say) : ''}<label for="name">${say(ANSWER_WORDS.who)}</label>
<input id="name" name="name" maxlength="${ANSWER_LIMITS.nameLengthMax}" autocomplete="name" value="${escapeHtml(page.name)}" aria-describedby="hint">
<p class="hint" id="hint">${say(ANSWER_WORDS.whoHint)}</p>
<button type="submit">${say(words.button)}</button>
</form>`
}

function matchers({ alerts }: AnswerPage, say: Say): string {
  const rows = alerts
    .filter(({ state }) => state !== 'resolved')
    .slice(0, ANSWER_LIMITS.shownMax)
    .map((alert) => `<code>${escapeHtml(exactMatchers(alert).join(' '))}</code>`)
  return `<p class="hint">${say(ANSWER_WORDS.mutes)}${rows.join('')}</p>\n`
}

/** What came of it: one sentence for each outcome, and who was first where somebody was. */
function verdictCard(page: AnswerPage, report: AnswerReport, say: Say): string {
  const words = ACTION_WORDS[page.action].verdicts
  const sections = [...Map.groupBy(report, ({ verdict }) => verdict)].map(([verdict, rows]) => {
    const count = report.length > 1 ? ` (${rows.length})` : ''
    const isDone = verdict === 'done' || verdict === 'already'
    const who = verdict === 'already' ? whoBefore(rows, page, say) : whoNow(page, rows, verdict)
    return `<section class="card ${isDone ? 'verdict' : 'note'}" role="status"><h2>${say(words[verdict])}${count}</h2>${who}</section>`
  })
  return sections.join('\n')
}

function whoNow(page: AnswerPage, rows: AnswerReport, verdict: Verdict): string {
  const until = rows[0]?.until
  if (verdict !== 'done') return ''
  const name = page.name === '' ? '' : escapeHtml(page.name)
  const end = until ? `→ ${time(until, page)}` : ''
  return name || end ? `<p>${[name, end].filter(Boolean).join(' · ')}</p>` : ''
}

function whoBefore(rows: AnswerReport, page: AnswerPage, say: Say): string {
  const lines = new Set(
    rows.slice(0, ANSWER_LIMITS.shownMax).flatMap(({ alert, until }) => {
      if (until) return `→ ${time(until, page)}`
      const given = alert.answers?.find(({ action }) => action === page.action)
      return given ? answerLine(given, page, say) : []
    }),
  )
  return lines.size > 0 ? `<p>${[...lines].join('<br>')}</p>` : ''
}

function others(page: AnswerPage, say: Say): string {
  if (page.others.length === 0) return ''
  const links = page.others.map(
    ({ action, href }) =>
      `<li><a href="${escapeHtml(href)}">${say(ACTION_WORDS[action].button)}</a></li>`,
  )
  return `<nav><h2>${say(ANSWER_WORDS.others)}</h2><ul class="others">${links.join('')}</ul></nav>`
}

/** The actions that are offered beside `action`. */
export function otherActions(
  action: PageAction,
  { canEscalate, isTaken }: { canEscalate: boolean; isTaken: boolean },
): readonly PageAction[] {
  return PAGE_ACTIONS.filter((one) => {
    if (one === action) return false
    return one === 'escalate' ? canEscalate : one !== 'unacknowledge' || isTaken
  })
}

const PAGE_ACTIONS = ['acknowledge', 'unacknowledge', 'resolve', 'silence', 'escalate'] as const

/** How long ago or ahead, and the instant in UTC: what clock the reader has is not known here. */
export function time(at: number, { language, now }: Pick<AnswerPage, 'language' | 'now'>): string {
  const iso = isoTime(at)
  const minutes = Math.round((at - now) / 60_000)
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const apart =
    Math.abs(minutes) < 60
      ? format.format(minutes, 'minute')
      : format.format(Math.round(minutes / 60), 'hour')
  const words = minutes === 0 ? { en: 'just now', zh: '刚刚' }[language] : apart
  return `<time datetime="${iso}">${words} (${iso.slice(11, 16)} UTC)</time>`
}

/** A text as it may stand in a page. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
