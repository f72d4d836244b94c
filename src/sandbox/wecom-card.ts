import { SANDBOX_LIMITS } from '../base/limits.ts'
import { entriesOf, type Fields, fieldsOf, textAt } from './fields.ts'
import type { WecomAnswer } from './wecom-answers.ts'
import { tooLong, wrongParameter } from './wecom-answers.ts'

/** What is wrong with a template card; a robot may send two of its kinds. */
export function cardProblem(card: Fields): WecomAnswer | undefined {
  const isText = card['card_type'] === 'text_notice'
  if (!isText && card['card_type'] !== 'news_notice') return wrong('card_type invalid')
  return (
    titleProblem(card, isText) ??
    openingProblem('card_action', fieldsOf(card['card_action']), [1, 2]) ??
    rowsProblem(card) ??
    jumpsProblem(card) ??
    verticalProblem(card)
  )
}

function wrong(what: string): WecomAnswer {
  return wrongParameter(`template_card.${what}`)
}

function titleProblem(card: Fields, isText: boolean): WecomAnswer | undefined {
  const title = textAt(fieldsOf(card['main_title']), 'title')
  if (isText) {
    const hasText = title !== undefined || textAt(card, 'sub_title_text') !== undefined
    return hasText ? undefined : wrong('main_title.title missing')
  }
  if (title === undefined) return wrong('main_title.title missing')
  const image = fieldsOf(card['card_image'])
  if (textAt(image, 'url') === undefined) return wrong('card_image.url missing')
  const ratio = image['aspect_ratio'] ?? 1.3
  const isRatio = typeof ratio === 'number' && ratio >= 1.3 && ratio <= 2.25
  return isRatio ? undefined : wrong('card_image.aspect_ratio invalid')
}

/** Where a click leads: 1 an address, 2 a mini program. */
function openingProblem(
  where: string,
  fields: Fields,
  types: readonly number[],
): WecomAnswer | undefined {
  const { type } = fields
  if (typeof type !== 'number' || !types.includes(type)) return wrong(`${where}.type invalid`)
  if (type === 1 && textAt(fields, 'url') === undefined) return wrong(`${where}.url missing`)
  const isMissing = type === 2 && textAt(fields, 'appid') === undefined
  return isMissing ? wrong(`${where}.appid missing`) : undefined
}

/** What a row of each type has to name besides its value. */
const ROW_NEEDS: ReadonlyMap<unknown, string> = new Map([
  [1, 'url'],
  [2, 'media_id'],
  [3, 'userid'],
])

function rowsProblem(card: Fields): WecomAnswer | undefined {
  const rows = entriesOf(card['horizontal_content_list'])
  if (rows.length > SANDBOX_LIMITS.wecomRowsMax) {
    return tooLong('template_card.horizontal_content_list', SANDBOX_LIMITS.wecomRowsMax)
  }
  const where = 'horizontal_content_list'
  for (const row of rows) {
    if (textAt(row, 'keyname') === undefined) return wrong(`${where}.keyname missing`)
    const missing = ROW_NEEDS.get(row['type'])
    if (missing !== undefined && textAt(row, missing) === undefined) {
      return wrong(`${where}.${missing} missing`)
    }
  }
  return undefined
}

function jumpsProblem(card: Fields): WecomAnswer | undefined {
  const jumps = entriesOf(card['jump_list'])
  if (jumps.length > SANDBOX_LIMITS.wecomJumpsMax) {
    return tooLong('template_card.jump_list', SANDBOX_LIMITS.wecomJumpsMax)
  }
  for (const jump of jumps) {
    if (textAt(jump, 'title') === undefined) return wrong('jump_list.title missing')
    const problem = openingProblem('jump_list', { type: 0, ...jump }, [0, 1, 2])
    if (problem !== undefined) return problem
  }
  return undefined
}

function verticalProblem(card: Fields): WecomAnswer | undefined {
  const rows = entriesOf(card['vertical_content_list'])
  if (rows.length > SANDBOX_LIMITS.wecomColumnsMax) {
    return tooLong('template_card.vertical_content_list', SANDBOX_LIMITS.wecomColumnsMax)
  }
  const isWhole = rows.every((row) => textAt(row, 'title') !== undefined)
  return isWhole ? undefined : wrong('vertical_content_list.title missing')
}
