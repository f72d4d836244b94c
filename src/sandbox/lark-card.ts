import { SANDBOX_LIMITS } from '../base/limits.ts'
import { entriesOf, type Fields, fieldsOf, isObject } from './fields.ts'
import type { CardProblem } from './lark-answers.ts'
import { type LarkContent, larkMentions } from './lark-payload.ts'
import type { LarkSettings } from './lark-settings.ts'

/**
 * What the card service finds wrong with a card; undefined for a card that is drawn, and for other
 * messages. Version 1 leaves out what it does not know; version 2 refuses it.
 */
export function cardProblem(
  { msgtype, content: card }: LarkContent,
  settings: LarkSettings,
): CardProblem | undefined {
  if (msgtype !== 'interactive') return undefined
  if (card['type'] === 'template') return templateProblem(card)
  const problem =
    card['schema'] === '2.0'
      ? secondProblem(card)
      : (headerProblem(card) ?? firstProblem(card['elements'] ?? card['i18n_elements']))
  if (problem !== undefined) return problem
  const tables = countTables(card)
  if (tables.elements > SANDBOX_LIMITS.larkTablesMax) return TOO_MANY_TABLES
  if (tables.inOneText > SANDBOX_LIMITS.larkTextTablesMax) return TOO_MANY_TABLES
  const open = { ...settings, mentionAll: true }
  const isLoud = larkMentions({ msgtype, content: card }, open).all
  return isLoud && !settings.mentionAll ? NOT_EVERYBODY : undefined
}

const TOO_MANY_TABLES: CardProblem = { code: 11310, text: 'card table number over limit; ' }
/** Its text was not seen; that the whole card fails was. */
const NOT_EVERYBODY: CardProblem = { code: 11310, text: 'at all is not permitted in this chat; ' }

function parseProblem(value: string): CardProblem {
  return {
    code: 200_621,
    text: `parse card json err, please check whether the card json is correct; ErrorValue: ${value}; `,
  }
}

function unknownBlock(tag: unknown): CardProblem {
  const value = typeof tag === 'string' ? tag : ''
  return { code: 11310, text: `unsupported type of block; ErrorValue: ${value}; ` }
}

function templateProblem(card: Fields): CardProblem | undefined {
  const { template_id: id } = fieldsOf(card['data'])
  return typeof id === 'string' && id !== '' ? undefined : parseProblem('template_id')
}

function headerProblem(card: Fields): CardProblem | undefined {
  if (card['header'] === undefined) return undefined
  if (!isObject(card['header'])) return parseProblem('header')
  const { title } = fieldsOf(card['header'])
  return title === undefined ? undefined : textProblem(title, 'header.title')
}

/** A text object: `plain_text` or `lark_md` with its content. */
function textProblem(value: unknown, where: string): CardProblem | undefined {
  const { tag, content } = fieldsOf(value)
  const isText = tag === 'plain_text' || tag === 'lark_md'
  const isWhole = isText && (typeof content === 'string' || isObject(fieldsOf(value)['i18n']))
  return isWhole ? undefined : parseProblem(where)
}

/** Version 1: a list of elements, or one for each language. */
function firstProblem(elements: unknown): CardProblem | undefined {
  if (!Array.isArray(elements)) {
    const lists = Object.values(fieldsOf(elements))
    if (lists.length === 0 || !lists.every(Array.isArray)) return parseProblem('elements')
    return firstOf(lists, (list) => firstProblem(list))
  }
  return firstOf(entriesOf(elements), (element) => firstElementProblem(element, false))
}

const FIRST_TAGS: ReadonlySet<unknown> = new Set(
  'div markdown hr img note action column_set table chart form collapsible_panel person person_list'.split(
    ' ',
  ),
)

function firstElementProblem(element: Fields, isInColumn: boolean): CardProblem | undefined {
  const { tag } = element
  if (isInColumn && tag === 'action') {
    return { code: 200_410, text: 'action components are not allowed in the column; ' }
  }
  // A button may stand alone in a column, and nowhere else.
  if (tag === 'button') return isInColumn ? buttonProblem(element) : unknownBlock(tag)
  if (!FIRST_TAGS.has(tag)) return unknownBlock(tag)
  switch (tag) {
    case 'div':
      return divProblem(element)
    case 'markdown':
      return typeof element['content'] === 'string' ? undefined : parseProblem('markdown.content')
    case 'note':
      return Array.isArray(element['elements']) ? undefined : parseProblem('note.elements')
    case 'action': {
      if (!Array.isArray(element['actions'])) return parseProblem('action.actions')
      const buttons = entriesOf(element['actions']).filter(({ tag: kind }) => kind === 'button')
      return firstOf(buttons, buttonProblem)
    }
    case 'column_set':
      return firstOf(entriesOf(element['columns']), (column) =>
        firstOf(entriesOf(column['elements']), (inner) => firstElementProblem(inner, true)),
      )
    default:
      return undefined
  }
}

function divProblem({ text, fields }: Fields): CardProblem | undefined {
  if (text === undefined && fields === undefined) return parseProblem('div.text')
  const wrong = text === undefined ? undefined : textProblem(text, 'div.text')
  return (
    wrong ?? firstOf(entriesOf(fields), (field) => textProblem(field['text'], 'div.fields.text'))
  )
}

function buttonProblem(button: Fields): CardProblem | undefined {
  return textProblem(button['text'], 'button.text')
}

const SECOND_CARD = new Set(
  'schema config card_link header body i18n_header i18n_elements'.split(' '),
)
const SECOND_TAGS: ReadonlySet<unknown> = new Set(
  'div markdown hr img column_set table chart form button collapsible_panel interactive_container input select_static multi_select_static select_person multi_select_person date_picker picker_time picker_datetime overflow checker img_combination person person_list select_img audio'.split(
    ' ',
  ),
)
/** Those that messages are made of; the others' properties are not looked at. */
const SECOND_PROPERTIES: Readonly<Record<string, ReadonlySet<string>>> = {
  markdown: new Set(
    'tag element_id margin content text_size text_align icon href i18n_content text_color'.split(
      ' ',
    ),
  ),
  hr: new Set('tag element_id margin'.split(' ')),
  div: new Set('tag element_id margin width text icon'.split(' ')),
  button: new Set(
    'tag element_id margin type size width text icon hover_tips disabled disabled_tips confirm behaviors name required form_action_type'.split(
      ' ',
    ),
  ),
}

/** Version 2: what it does not know is a mistake, and version 1's containers are gone. */
function secondProblem(card: Fields): CardProblem | undefined {
  const unknown = Object.keys(card).find((name) => !SECOND_CARD.has(name))
  if (unknown !== undefined) return unknownProperty(unknown)
  const { update_multi: isShared } = fieldsOf(card['config'])
  if (isShared !== undefined && isShared !== true) return parseProblem('config.update_multi')
  const { elements } = fieldsOf(card['body'])
  if (!Array.isArray(elements)) return parseProblem('body.elements')
  return headerProblem(card) ?? firstOf(entriesOf(elements), secondElementProblem)
}

function unknownProperty(name: string): CardProblem {
  return { code: 200_621, text: `parse card json err; ErrorValue: unknown property ${name}; ` }
}

function secondElementProblem(element: Fields): CardProblem | undefined {
  const { tag } = element
  if (tag === 'note' || tag === 'action') {
    const text = `cards of schema V2 no longer support this capability; ErrorValue: unsupported tag ${tag}; `
    return { code: 200_861, text }
  }
  if (typeof tag !== 'string' || !SECOND_TAGS.has(tag)) return unknownBlock(tag)
  const known = SECOND_PROPERTIES[tag]
  const unknown = Object.keys(element).find((name) => known !== undefined && !known.has(name))
  if (unknown !== undefined) return unknownProperty(unknown)
  switch (tag) {
    case 'div':
      return textProblem(element['text'], 'div.text')
    case 'markdown':
      return typeof element['content'] === 'string' ? undefined : parseProblem('markdown.content')
    case 'button':
      return buttonProblem(element)
    case 'column_set':
      return firstOf(entriesOf(element['columns']), (column) =>
        firstOf(entriesOf(column['elements']), secondElementProblem),
      )
    default:
      return firstOf(entriesOf(element['elements']), secondElementProblem)
  }
}

function firstOf<T>(
  values: readonly T[],
  problemOf: (value: T) => CardProblem | undefined,
): CardProblem | undefined {
  for (const value of values) {
    const problem = problemOf(value)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Table elements, and the most tables that one markdown text draws. */
function countTables(value: unknown): { elements: number; inOneText: number } {
  const inner = Array.isArray(value) ? value : Object.values(fieldsOf(value))
  const counts = inner.filter((part) => typeof part === 'object').map(countTables)
  const { tag, content } = fieldsOf(value)
  const drawn = tag === 'markdown' && typeof content === 'string' ? content : ''
  const rulers = drawn.match(/^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$/gm) ?? []
  const ownRulers = rulers.filter((ruler) => ruler.includes('|'))
  return {
    elements: counts.reduce((sum, count) => sum + count.elements, tag === 'table' ? 1 : 0),
    inOneText: Math.max(ownRulers.length, ...counts.map((count) => count.inOneText)),
  }
}
