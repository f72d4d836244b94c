// In: an adaptive card as JSON. Out: why Teams could not draw it, or the texts that it shows.
// A flow finds out after its 202, so that the sender is never told.
import { STAND_IN_LIMITS as LIMITS } from '../base/limits.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { entriesIn, firstLine, isFields, textIn } from './json-parts.ts'
import type { Mentioned } from './stand-in.ts'

/** Every element and action of a card with its place, parents before children. */
type Placed = { readonly element: Fields; readonly at: string; readonly depth: number }

const CHILDREN = ['body', 'items', 'columns', 'actions', 'rows', 'cells', 'images'] as const

/** The newest version that Teams draws. */
const NEWEST = 1.5

/** Why the card cannot be drawn; undefined where it can. */
export function cardFault(card: unknown): string | undefined {
  if (!isFields(card)) return 'content: expected an adaptive card'
  if (card['type'] !== 'AdaptiveCard') return 'content.type: expected "AdaptiveCard"'
  const version = textIn(card['version'])
  if (version === undefined) return 'content.version: missing'
  if (!(Number(version) <= NEWEST)) return `content.version: at most ${NEWEST}`
  const isEmpty = ['body', 'actions'].every((name) => entriesIn(card[name]).length === 0)
  if (isEmpty) return 'content.body: nothing to show'
  const wrongList = listFault(card, 'content')
  if (wrongList !== undefined) return wrongList
  const placed = placedIn(card)
  if (placed === undefined) {
    return `content: more than ${LIMITS.teamsElementsMax} elements, or more than ${LIMITS.teamsDepthMax} inside one another`
  }
  return placed.map(elementFault).find((wrong) => wrong !== undefined) ?? repeatedId(placed)
}

/** Undefined where there are too many, or too deep. */
function placedIn(card: Fields): readonly Placed[] | undefined {
  const found: Placed[] = []
  const open: Placed[] = [{ element: card, at: 'content', depth: 0 }]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { depth } = next
    if (depth > 0) found.push(next)
    // Before the neighbours, so that texts come in the order in which they are read.
    open.unshift(...childrenOf(next))
    const isTooMuch = found.length + open.length > LIMITS.teamsElementsMax
    if (isTooMuch || depth >= LIMITS.teamsDepthMax) return undefined
  }
  return found
}

function childrenOf({ element, at, depth }: Placed): readonly Placed[] {
  const listed = CHILDREN.flatMap((name) =>
    entriesIn(element[name]).map((child, index) => {
      const place = `${at}.${name}[${index}]`
      return { element: isFields(child) ? child : {}, at: place, depth: depth + 1 }
    }),
  )
  const inner = element['card']
  if (!isFields(inner)) return listed
  return [...listed, { element: inner, at: `${at}.card`, depth: depth + 1 }]
}

function elementFault({ element, at }: Placed): string | undefined {
  const { type } = element
  const isTypeless = at.includes('.columns[') || /\.(?:rows|cells)\[\d+\]$/.test(at)
  if (type === undefined && isTypeless) return listFault(element, at)
  if (typeof type !== 'string' || type === '') return `${at}.type: missing`
  switch (type) {
    case 'TextBlock':
      return typeof element['text'] === 'string' ? undefined : `${at}.text: expected a text`
    case 'FactSet':
      return factsFault(element, at)
    case 'Image':
    case 'Action.OpenUrl':
      return urlFault(element['url'], `${at}.url`)
    case 'Action.ShowCard':
      return isFields(element['card']) ? undefined : `${at}.card: expected a card`
    default:
      return actionFault(type, at) ?? listFault(element, at)
  }
}

const ACTIONS = new Set(['Action.Submit', 'Action.Execute', 'Action.ToggleVisibility'])

function actionFault(type: string, at: string): string | undefined {
  const isUnknown = type.startsWith('Action.') && !ACTIONS.has(type)
  return isUnknown ? `${at}.type: Teams has no such action` : undefined
}

function listFault(element: Fields, at: string): string | undefined {
  const wrong = CHILDREN.find(
    (name) => element[name] !== undefined && !Array.isArray(element[name]),
  )
  return wrong === undefined ? undefined : `${at}.${wrong}: expected a list`
}

function factsFault(element: Fields, at: string): string | undefined {
  if (!Array.isArray(element['facts'])) return `${at}.facts: expected a list`
  const isFact = (fact: unknown) =>
    isFields(fact) && typeof fact['title'] === 'string' && typeof fact['value'] === 'string'
  const index = element['facts'].findIndex((fact) => !isFact(fact))
  return index < 0 ? undefined : `${at}.facts[${index}]: expected title and value as texts`
}

function urlFault(value: unknown, at: string): string | undefined {
  const isAddress = typeof value === 'string' && URL.canParse(value)
  return isAddress ? undefined : `${at}: expected an address`
}

function repeatedId(placed: readonly Placed[]): string | undefined {
  const ids = placed.flatMap(({ element }) => textIn(element['id']) ?? [])
  return new Set(ids).size < ids.length ? 'content: an id stands twice' : undefined
}

/** Every text that the card shows, in order. */
function cardTexts(card: unknown): readonly string[] {
  if (!isFields(card)) return []
  return (placedIn(card) ?? []).flatMap(({ element }) => {
    const facts = entriesIn(element['facts']).map(fieldsOf)
    const shown = [element['text'], ...facts.flatMap((fact) => [fact['title'], fact['value']])]
    return shown.flatMap((text) => textIn(text) ?? [])
  })
}

/** The line in the list of chats: what the sender called the summary, else the first text. */
export function cardPreview(message: Fields, card: unknown): string {
  const [first = ''] = cardTexts(card)
  const text = textIn(message['summary']) ?? textIn(fieldsOf(card)['speak']) ?? first
  return firstLine(text.replaceAll(/\*\*|<\/?at>/g, ''), LIMITS.previewMax)
}

/** A person is rung who is an entity of the card and stands in one of its texts as `<at>…</at>`. */
export function cardMentions(card: unknown): Mentioned {
  const entities = entriesIn(fieldsOf(fieldsOf(card)['msteams'])['entities']).map(fieldsOf)
  const text = cardTexts(card).join('\n')
  const asked = entities
    .filter((entity) => entity['type'] === 'mention')
    .slice(0, LIMITS.mentionsMax)
    .map((entity) => ({
      name: textIn(fieldsOf(entity['mentioned'])['name']) ?? '?',
      literal: textIn(entity['text']) ?? '',
      id: textIn(fieldsOf(entity['mentioned'])['id']),
    }))
  const isRung = ({ literal, id }: (typeof asked)[number]) =>
    id !== undefined && literal !== '' && text.includes(literal)
  return {
    all: false,
    people: asked.filter(isRung).map(({ name, literal }) => ({ name, literal })),
    missed: asked.filter((person) => !isRung(person)).map(({ name }) => name),
  }
}
