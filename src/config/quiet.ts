import { isScalar } from 'yaml'
import { WATCH_LIMITS } from '../base/limits.ts'
import type { QuietRule } from '../model/watch.ts'
import type { Adapted } from './adapter.ts'
import { duration, type Key, type Shape } from './shape.ts'

/** The words that stand for no duration. */
const WORDS = ['auto', 'off'] as const
type Word = (typeof WORDS)[number]

/** When a source is said to have gone quiet: a key of every source. */
export function quietKey(): Key<number | string> {
  return {
    shape: quietShape(duration({ leastMs: WATCH_LIMITS.quietRuleMsMin })),
    required: false,
    hint: 'A source that was heard and then says nothing for so long has gone quiet: that is an alert of its own, told to the fallback unless a policy takes it, which ends when it speaks again. `auto` says so of a source only that used to speak regularly, after four times its longest pause; `off` never.',
    standard: '`auto`; `off` for `heartbeat`, whose monitors are watched one by one',
  }
}

/** A duration's own reader knows best what is wrong with any other text. */
function quietShape(of: Shape<number>): Shape<number | string> {
  return {
    ...of,
    title: `${of.title}, auto, off`,
    schema: { anyOf: [{ enum: WORDS }, of.schema] },
    read(reader, spot) {
      const node = reader.resolve(spot.node)
      const word = isScalar(node) ? WORDS.find((one) => one === node.value) : undefined
      return word === undefined ? of.read(reader, spot) : { value: word, at: spot.at }
    },
  }
}

/** What the source says; undefined where it says nothing. */
export function quietOf(own: Adapted['own']): QuietRule | undefined {
  const said = own.get('quiet')?.value
  if (typeof said === 'number') return { kind: 'after', ms: said }
  const word: Word | undefined = WORDS.find((one) => one === said)
  return word && { kind: word }
}
