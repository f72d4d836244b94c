// In: a message as the sandbox's API gives it. Out: its adaptive card, as Teams would draw it.
// What Teams does not know it leaves out without a word; here a grey line says that it would.
import { element } from './element.js'
import { linkTo, picture } from './link.js'
import { parseTeamsText } from './teams-text.js'
import { currentLanguage } from './words.js'

const TEXTS = {
  en: {
    leftOut: (type) => `${type}: Teams leaves this out`,
    needsBot: 'This button needs a bot; a flow has none',
    hints: {
      405: 'Only POST is taken.',
      DirectApiAuthorizationRequired: 'The address has no “sig”.',
      DirectApiInvalidSignature: 'The “sig” in the address is wrong: copy the flow’s address anew.',
      DlpPolicyViolation: 'An administrator’s policy blocks the flow.',
      FlowRunFailed: 'Answered with 202: the sender believes it was posted. The flow’s run failed later, and only its owner can see that:',
      InvalidRequestContent: 'The body is no JSON.',
      MissingApiVersionParameter: 'The address has no “api-version”.',
      QuotaExceeded: 'The owner’s requests of the day are used up.',
      RequestEntityTooLarge: 'More than 28 KB.',
      ServiceUnavailable: 'Try again.',
      TriggerInputSchemaMismatch: 'There is no adaptive card in “attachments”.',
      WorkflowNotFound: 'No flow has this address: it was deleted.',
      WorkflowTriggerIsNotEnabled: 'The flow is turned off.',
      WorkflowTriggerRequestsThrottled: 'Too fast: wait as Retry-After says.',
    },
  },
  zh: {
    leftOut: (type) => `${type}：Teams 不显示此元素`,
    needsBot: '此按钮需要机器人，工作流没有机器人',
    hints: {
      405: '仅接受 POST。',
      DirectApiAuthorizationRequired: '地址中没有 “sig”。',
      DirectApiInvalidSignature: '地址中的 “sig” 不正确：请重新复制工作流的地址。',
      DlpPolicyViolation: '管理员的策略阻止了此工作流。',
      FlowRunFailed: '已应答 202，发送方以为已发布；随后工作流运行失败，只有其所有者能看到：',
      InvalidRequestContent: '消息体不是 JSON。',
      MissingApiVersionParameter: '地址中没有 “api-version”。',
      QuotaExceeded: '所有者当天的请求数已用完。',
      RequestEntityTooLarge: '超过 28 KB。',
      ServiceUnavailable: '请重试。',
      TriggerInputSchemaMismatch: '“attachments” 中没有自适应卡片。',
      WorkflowNotFound: '没有使用该地址的工作流：已被删除。',
      WorkflowTriggerIsNotEnabled: '工作流已关闭。',
      WorkflowTriggerRequestsThrottled: '请求过快，请按 Retry-After 等待。',
    },
  },
}

const CARD = 'application/vnd.microsoft.card.adaptive'
/** Buttons that stand side by side; the others are behind a menu. */
const BUTTONS_MAX = 6

/** The card of one message. */
export function draw(message) {
  const { content } = message.payload.attachments.find((entry) => entry.contentType === CARD)
  const isFull = /^full$/i.test(content.msteams?.width ?? '')
  return element('div', { class: isFull ? 'bubble teams full' : 'bubble teams' }, ...drawCard(content))
}

/** Why a message was not posted. */
export function explain({ errcode }, language) {
  return TEXTS[language].hints[errcode] ?? ''
}

function drawCard({ body = [], actions = [] }) {
  return [...body.flatMap(drawElement), ...drawActions(actions)]
}

function drawElement(part) {
  const drawn = DRAWERS[part.type]?.(part)
  if (part.isVisible === false) return []
  if (drawn === undefined) {
    const isFallback = typeof part.fallback === 'object' && part.fallback !== null
    if (isFallback) return drawElement(part.fallback)
    const text = TEXTS[currentLanguage()].leftOut(part.type)
    return [element('div', { class: 'teams-left-out', text })]
  }
  const gap = `gap-${word(part.spacing, SPACINGS, 'default')}`
  drawn.classList.add('teams-part', gap, ...(part.separator === true ? ['separated'] : []))
  return [drawn]
}

const SPACINGS = ['none', 'small', 'default', 'medium', 'large', 'extralarge', 'padding']
const SIZES = ['small', 'default', 'medium', 'large', 'extralarge']
const COLOURS = ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention']
const STYLES = ['default', 'emphasis', 'accent', 'good', 'warning', 'attention']

/** One of the words that Teams knows, in lower case, so that it can be a class. */
function word(value, known, otherwise) {
  const lower = typeof value === 'string' ? value.toLowerCase() : ''
  return known.includes(lower) ? lower : otherwise
}

const DRAWERS = {
  TextBlock: drawTextBlock,
  RichTextBlock: (part) => element('div', { class: 'teams-text wrap' }, ...(part.inlines ?? []).map(drawInline)),
  FactSet: drawFacts,
  Container: drawContainer,
  ColumnSet: drawColumns,
  Image: (part) => element('div', {}, picture(part.url, part.altText)),
  ImageSet: (part) => element('div', {}, ...(part.images ?? []).map((image) => picture(image.url, image.altText))),
  ActionSet: (part) => element('div', {}, ...drawActions(part.actions ?? [])),
  Table: drawTable,
  CodeBlock: (part) => element('pre', { class: 'teams-code', text: part.codeSnippet }),
}

function drawTextBlock(part) {
  const isHeading = part.style === 'heading'
  const classes = [
    'teams-text',
    `size-${word(part.size, SIZES, isHeading ? 'large' : 'default')}`,
    `colour-${word(part.color, COLOURS, 'default')}`,
    part.isSubtle === true ? 'subtle' : '',
    part.wrap === true ? 'wrap' : '',
    /^bolder$/i.test(part.weight ?? '') || isHeading ? 'bolder' : '',
    /^monospace$/i.test(part.fontType ?? '') ? 'monospace' : '',
    `align-${word(part.horizontalAlignment, ['left', 'center', 'right'], 'left')}`,
  ]
  const text = element('div', { class: classes.filter(Boolean).join(' ') }, ...markdown(part.text))
  if (Number.isInteger(part.maxLines) && part.wrap === true) {
    text.classList.add('clamped')
    text.style.setProperty('--lines', String(part.maxLines))
  }
  return text
}

function drawInline(run) {
  if (typeof run === 'string') return run
  const colour = `colour-${word(run.color, COLOURS, 'default')}`
  const isBold = /^bolder$/i.test(run.weight ?? '')
  return element('span', { class: isBold ? `${colour} bolder` : colour, text: run.text ?? '' })
}

function drawFacts(part) {
  const rows = part.facts.flatMap(({ title, value }) => [
    element('dt', {}, ...markdown(title)),
    element('dd', {}, ...markdown(value)),
  ])
  return element('dl', { class: 'teams-facts' }, ...rows)
}

function drawContainer(part) {
  const style = word(part.style, STYLES, '')
  const classes = style === '' || style === 'default' ? 'teams-container' : `teams-container styled style-${style}`
  const box = element('div', { class: part.bleed === true ? `${classes} bleed` : classes })
  box.append(...(part.items ?? []).flatMap(drawElement))
  const url = part.selectAction?.type === 'Action.OpenUrl' ? part.selectAction.url : undefined
  return url === undefined ? box : element('div', {}, linkTo(url, [box], 'teams-whole'))
}

function drawColumns(part) {
  const columns = (part.columns ?? []).map((column) => {
    const drawn = drawContainer(column)
    const width = column.width ?? 'stretch'
    const share = Number(width)
    if (width === 'auto') drawn.classList.add('auto')
    else if (/^\d{1,4}px$/.test(width)) drawn.style.flex = `0 1 ${width}`
    else drawn.style.flex = `${share > 0 && share < 1000 ? share : 1} 1 0`
    return drawn
  })
  return element('div', { class: 'teams-columns' }, ...columns)
}

function drawTable(part) {
  const rows = (part.rows ?? []).map(({ cells = [] }, index) => {
    const tag = index === 0 && part.firstRowAsHeader !== false ? 'th' : 'td'
    return element('tr', {}, ...cells.map(({ items = [] }) => element(tag, {}, ...items.flatMap(drawElement))))
  })
  return element('div', { class: 'teams-table' }, element('table', {}, ...rows))
}

function drawActions(actions) {
  if (actions.length === 0) return []
  const shown = actions.slice(0, BUTTONS_MAX).map(drawAction)
  const rest = actions.slice(BUTTONS_MAX).map(drawAction)
  const menu = rest.length > 0
    ? [element('details', { class: 'teams-more' }, element('summary', { class: 'teams-button', text: '⋯' }), ...rest)]
    : []
  return [element('div', { class: 'teams-actions' }, ...shown, ...menu)]
}

function drawAction(action) {
  const label = action.title ?? ''
  const style = word(action.style, ['positive', 'destructive'], '')
  const classes = `teams-button ${style}`.trim()
  if (action.type === 'Action.OpenUrl') return linkTo(action.url, [label], classes)
  if (action.type === 'Action.ShowCard') {
    const summary = element('summary', { class: classes, text: label })
    const inner = element('div', { class: 'teams-inner' }, ...drawCard(action.card))
    return element('details', { class: 'teams-show' }, summary, inner)
  }
  const title = TEXTS[currentLanguage()].needsBot
  return element('button', { class: classes, type: 'button', disabled: '', title, text: label })
}

function markdown(text) {
  return parseTeamsText(String(text)).map((block) => {
    if (block.kind === 'text') return element('p', {}, ...block.spans.map(drawSpan))
    const entries = block.entries.map((spans) => element('li', {}, ...spans.map(drawSpan)))
    if (block.kind === 'points') return element('ul', {}, ...entries)
    return element('ol', { start: String(block.start) }, ...entries)
  })
}

function drawSpan(span) {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'mention':
      return element('span', { class: 'teams-mention', text: span.text })
    case 'link':
      return linkTo(span.href, span.spans.map(drawSpan))
    default:
      return element(span.kind === 'strong' ? 'strong' : 'em', {}, ...span.spans.map(drawSpan))
  }
}
