import type { WireNearMiss } from '../api/wire.ts'
import type { WireStory, WireStoryLine } from '../api/wire-story.ts'

/** An alert's story as lines for a terminal. */
export function describeStory(story: WireStory): readonly string[] {
  const { alert, lines, omitted, untold, nearly } = story
  return [
    `alert ${alert.id} of source "${alert.source}", ${alert.state} now, opened ${alert.openedAt}`,
    `  ${alert.severity}  ${alert.title.en}`,
    ...(omitted.events > 0 ? [`  (${omitted.events} of its events are not shown)`] : []),
    ...(omitted.lines > 0 ? [`  (${omitted.lines} earlier lines are not shown)`] : []),
    ...lines.map(describeLine),
    ...(untold.length > 0
      ? ['  nobody was told, because:', ...untold.map(({ en }) => `    ${en}`)]
      : []),
    ...nearly.flatMap(describeNearMiss),
  ]
}

function describeLine({ at, kind, text, policy, change }: WireStoryLine): string {
  const by = kind === 'hold' && policy !== undefined ? `by "${policy}": ` : ''
  const what = change === undefined ? '' : ` (${change.en})`
  return `  ${at}  ${kind.padEnd(12)}  ${by}${text.en}${what}`
}

/** A policy that did not want it: every matcher that fails, and what would have to be different. */
export function describeNearMiss({ policy, failing, takenBy }: WireNearMiss): readonly string[] {
  const reasons =
    takenBy === undefined
      ? failing.map(({ change }) => change.en)
      : [`${takenBy} before it took it and does not continue`]
  return reasons.map((reason, place) =>
    place === 0 ? `  not       policy "${policy}": ${reason}` : `            and ${reason}`,
  )
}
