// In: the `blocks` of a message as JSON. Out: the first thing that Slack would refuse, with its place; undefined where nothing is.
// Slack counts characters, and refuses a message whole.
import { STAND_IN_LIMITS as LIMITS } from '../base/limits.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { entriesIn, isFields, lengthOf } from './json-parts.ts'

/** What is wrong and where: `blocks[0].text: 151 characters, at most 150`. */
export type BlockFault = string

/** Where a check stands. */
type Place = string
type Check = (block: Fields, at: Place) => BlockFault | undefined

/** What is wrong with a list of blocks; undefined where Slack takes it. */
export function blocksFault(blocks: unknown, at: Place): BlockFault | undefined {
  if (!Array.isArray(blocks)) return `${at}: expected a list`
  if (blocks.length > LIMITS.slackBlocksMax) {
    return `${at}: ${blocks.length} blocks, at most ${LIMITS.slackBlocksMax}`
  }
  return firstFault(blocks, at, blockFault) ?? repeatedId(blocks, at) ?? markdownFault(blocks, at)
}

function blockFault(block: unknown, at: Place): BlockFault | undefined {
  if (!isFields(block)) return `${at}: expected an object`
  const { type, block_id: id } = block
  if (typeof type !== 'string' || !Object.hasOwn(BLOCKS, type)) {
    return `${at}.type: ${typeof type === 'string' ? `no block is called "${type.slice(0, 40)}"` : 'missing'}`
  }
  return idFault(id, `${at}.block_id`) ?? BLOCKS[type]?.(block, at)
}

const BLOCKS: Readonly<Record<string, Check>> = {
  header: (block, at) =>
    textFault(block['text'], `${at}.text`, { max: LIMITS.slackHeaderMax, types: PLAIN }),
  section: sectionFault,
  context(block, at) {
    const elements = block['elements']
    return (
      countFault(elements, `${at}.elements`, LIMITS.slackContextElementsMax) ??
      firstFault(entriesIn(elements), `${at}.elements`, contextElementFault)
    )
  },
  divider: () => undefined,
  actions(block, at) {
    const elements = block['elements']
    return (
      countFault(elements, `${at}.elements`, LIMITS.slackActionsMax) ??
      firstFault(entriesIn(elements), `${at}.elements`, elementFault)
    )
  },
  image: imageFault,
  markdown: (block, at) => stringFault(block['text'], `${at}.text`, LIMITS.slackMarkdownMax),
  rich_text: (block, at) =>
    Array.isArray(block['elements']) ? undefined : `${at}.elements: expected a list`,
  table: (block, at) => (Array.isArray(block['rows']) ? undefined : `${at}.rows: expected a list`),
  video: (block, at) => urlFault(block['video_url'], `${at}.video_url`),
}

function sectionFault(block: Fields, at: Place): BlockFault | undefined {
  const { text, fields, accessory } = block
  if (text === undefined && fields === undefined) return `${at}: neither text nor fields`
  const max = LIMITS.slackSectionMax
  const wrongText = text === undefined ? undefined : textFault(text, `${at}.text`, { max })
  if (wrongText !== undefined) return wrongText
  if (fields !== undefined) {
    const wrongFields =
      countFault(fields, `${at}.fields`, LIMITS.slackFieldsMax) ??
      firstFault(entriesIn(fields), `${at}.fields`, (field, place) =>
        textFault(field, place, { max: LIMITS.slackFieldMax }),
      )
    if (wrongFields !== undefined) return wrongFields
  }
  if (accessory === undefined) return undefined
  const isImage = fieldsOf(accessory)['type'] === 'image'
  const check = isImage ? contextElementFault : elementFault
  return check(accessory, `${at}.accessory`)
}

function contextElementFault(element: unknown, at: Place): BlockFault | undefined {
  if (isFields(element) && element['type'] === 'image') return imageFault(element, at)
  return textFault(element, at, { max: LIMITS.slackSectionMax })
}

function imageFault(block: Fields, at: Place): BlockFault | undefined {
  const alt = stringFault(block['alt_text'], `${at}.alt_text`, LIMITS.slackValueMax)
  if (alt !== undefined || isFields(block['slack_file'])) return alt
  return urlFault(block['image_url'], `${at}.image_url`)
}

function elementFault(element: unknown, at: Place): BlockFault | undefined {
  if (!isFields(element)) return `${at}: expected an object`
  const { type, url, value, style, action_id: actionId } = element
  if (typeof type !== 'string' || !ELEMENTS.has(type)) return `${at}.type: no such element`
  const wrongId = idFault(actionId, `${at}.action_id`)
  if (wrongId !== undefined || type !== 'button') return wrongId
  const options = { max: LIMITS.slackButtonTextMax, types: PLAIN }
  const isStyle = style === undefined || style === 'primary' || style === 'danger'
  if (!isStyle) return `${at}.style: expected "primary" or "danger"`
  return (
    textFault(element['text'], `${at}.text`, options) ??
    (url === undefined ? undefined : urlFault(url, `${at}.url`)) ??
    (value === undefined ? undefined : stringFault(value, `${at}.value`, LIMITS.slackValueMax))
  )
}

const ELEMENTS: ReadonlySet<string> = new Set([
  'button',
  'channels_select',
  'checkboxes',
  'conversations_select',
  'datepicker',
  'datetimepicker',
  'external_select',
  'multi_static_select',
  'overflow',
  'radio_buttons',
  'static_select',
  'timepicker',
  'users_select',
  'workflow_button',
])

const PLAIN: readonly string[] = ['plain_text']
const ANY_TEXT: readonly string[] = ['mrkdwn', 'plain_text']

function textFault(
  value: unknown,
  at: Place,
  { max, types = ANY_TEXT }: { max: number; types?: readonly string[] },
): BlockFault | undefined {
  if (!isFields(value)) return `${at}: expected a text object`
  const { type, text, emoji } = value
  if (typeof type !== 'string' || !types.includes(type)) {
    return `${at}.type: expected ${types.join(' or ')}`
  }
  if (type === 'mrkdwn' && emoji !== undefined) return `${at}.emoji: for plain_text only`
  if (type === 'plain_text' && value['verbatim'] !== undefined) {
    return `${at}.verbatim: for mrkdwn only`
  }
  return stringFault(text, `${at}.text`, max)
}

function stringFault(value: unknown, at: Place, max: number): BlockFault | undefined {
  if (typeof value !== 'string') return `${at}: expected a text`
  const length = lengthOf(value)
  if (length === 0) return `${at}: empty`
  return length > max ? `${at}: ${length} characters, at most ${max}` : undefined
}

function urlFault(value: unknown, at: Place): BlockFault | undefined {
  const wrong = stringFault(value, at, LIMITS.slackUrlMax)
  if (wrong !== undefined) return wrong
  return URL.canParse(String(value)) ? undefined : `${at}: no address`
}

function idFault(value: unknown, at: Place): BlockFault | undefined {
  return value === undefined ? undefined : stringFault(value, at, LIMITS.slackIdMax)
}

function countFault(value: unknown, at: Place, max: number): BlockFault | undefined {
  if (!Array.isArray(value)) return `${at}: expected a list`
  if (value.length === 0) return `${at}: empty`
  return value.length > max ? `${at}: ${value.length} entries, at most ${max}` : undefined
}

function firstFault(
  entries: readonly unknown[],
  at: Place,
  check: (entry: unknown, place: Place) => BlockFault | undefined,
): BlockFault | undefined {
  for (const [index, entry] of entries.entries()) {
    const wrong = check(entry, `${at}[${index}]`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function repeatedId(blocks: readonly unknown[], at: Place): BlockFault | undefined {
  const ids = blocks.flatMap((block) => fieldsOf(block)['block_id'] ?? [])
  return new Set(ids).size < ids.length ? `${at}: a block_id stands twice` : undefined
}

/** Markdown blocks share one limit. */
function markdownFault(blocks: readonly unknown[], at: Place): BlockFault | undefined {
  const texts = blocks.map(fieldsOf).filter((block) => block['type'] === 'markdown')
  const length = texts.reduce((sum, block) => sum + lengthOf(String(block['text'])), 0)
  const max = LIMITS.slackMarkdownMax
  return length > max ? `${at}: ${length} characters of markdown, at most ${max}` : undefined
}
