import type { Command } from 'commander'
import type { WireAnswer, WireExplanation, WireNotification } from '../../api/wire.ts'
import type { WireStory } from '../../api/wire-story.ts'
import { propertyOf } from '../../base/property.ts'
import { createHubClient, problemOf } from '../client.ts'
import { escalationLines } from '../escalation-lines.ts'
import { EXIT } from '../exit.ts'
import { describeNearMiss, describeStory } from '../explain-alert.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson } from '../output.ts'

/** `tocsin explain`: what became of an event or an alert, and why. */
export function explainCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('explain')
    .description(
      'say what became of an event or alert: who was told, what was held back, what would have to change',
    )
    .argument('<id>', 'id of an event or of an alert')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (id: string, options: { url: string; apiToken?: string; json?: boolean }) =>
      ran(await explain(id, options)),
    )
}

async function explain(
  id: string,
  options: { url: string; apiToken?: string; json?: boolean },
): Promise<number> {
  const client = createHubClient(options.url, options.apiToken)
  const name = encodeURIComponent(id)
  const event = await client.get(`/api/v1/events/${name}`)
  const answer = event.status === 404 ? await client.get(`/api/v1/alerts/${name}/story`) : event
  if (answer.status === 404) {
    print('Expected the id of a stored event or of an alert, found neither with this id.')
    return EXIT.failed
  }
  if (answer.status !== 200) {
    print(problemOf(answer))
    return EXIT.failed
  }
  if (options.json) printJson(answer.body)
  else for (const line of linesOf(answer.body)) print(line)
  return EXIT.ok
}

function linesOf(body: unknown): readonly string[] {
  const isAlert = propertyOf(body, 'lines') !== undefined
  if (isAlert) return describeStory(body as WireStory) // the hub's own answer, in the shape that wire.ts gives
  return describeExplanation(body as WireExplanation) // as above
}

/** The story as lines for a terminal. */
function describeExplanation(story: WireExplanation): readonly string[] {
  const { event, outcome, alert } = story
  return [
    `event ${event.id} from source "${event.source}", received ${event.receivedAt}`,
    `  read as   ${event.kind} ${event.severity} ${event.name}${event.status ? ` (${event.status})` : ''}`,
    `            ${event.title.en}`,
    `  key       ${event.dedupKey}${event.givenKey === undefined ? '' : ` (sent as ${event.givenKey})`}`,
    `  labels    ${Object.entries(event.labels)
      .map(([name, value]) => `${name}="${value}"`)
      .join(' ')}`,
    ...(event.answer
      ? [
          `  answered  ${event.answer.action}: ${event.answer.text.en} at ${event.answer.at}${said(event.answer)}`,
        ]
      : []),
    outcome
      ? `  result    ${outcome.result}${alert ? `: alert ${alert.id}, ${alert.state} now` : ''}`
      : '  result    waits to be settled',
    ...lifeLines(alert),
    ...(alert?.answers ?? []).map(
      (answer) =>
        `  answer    ${answer.action}${answer.to ? ` ${answer.to.en}` : ''}: ${answer.text.en} at ${answer.at}${said(answer)}`,
    ),
    ...story.escalations.flatMap(escalationLines),
    ...(outcome?.matched ?? []).map(({ policy }) => `  matched   policy "${policy}"`),
    ...(outcome?.nearly ?? []).flatMap(describeNearMiss),
    ...(outcome?.configurationChanged
      ? ['            (the configuration has changed since; these are the policies of now)']
      : []),
    ...story.held.map(
      ({ text, policy, change }) =>
        `  held      ${policy ? `by "${policy}": ` : ''}${text.en}${change ? ` (${change.en})` : ''}`,
    ),
    ...story.told.flatMap(describeNotification),
  ]
}

/** What is to be known of the alert's life beside its state. */
function lifeLines(alert: WireExplanation['alert']): readonly string[] {
  if (alert === undefined) return []
  const { previousId, lastSaidAt, autoResolveAt, flappingUntil } = alert
  return [
    ...(previousId ? [`  before    alert ${previousId} had the same key`] : []),
    ...(lastSaidAt ? [`  said      last at ${lastSaidAt}`] : []),
    ...(autoResolveAt ? [`  ends      by itself at ${autoResolveAt}, unless it fires again`] : []),
    ...(flappingUntil ? [`  flapping  held until ${flappingUntil}`] : []),
  ]
}

function said({ until, comment }: WireAnswer): string {
  return `${until ? ` until ${until}` : ''}${comment ? `: ${comment}` : ''}`
}

function describeNotification(notification: WireNotification): readonly string[] {
  const head = `  told      ${notification.contact} by ${notification.channel} (${notification.kind}): ${notification.state}${notification.mergedInto ? ` into ${notification.mergedInto}` : ''}`
  const attempts = (notification.attempts ?? []).map((attempt) => {
    const answer = [attempt.code, attempt.text].filter(Boolean).join(' ')
    return `            ${attempt.startedAt} ${attempt.outcome} in ${attempt.tookMs} ms${answer ? `: ${answer}` : ''}${attempt.remedy ? ` → ${attempt.remedy.en}` : ''}`
  })
  const why = notification.trouble ? [`            because ${notification.trouble.en}`] : []
  return [head, ...why, ...attempts]
}
