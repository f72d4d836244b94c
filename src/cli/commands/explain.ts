import type { Command } from 'commander'
import type { WireAnswer, WireExplanation, WireNotification } from '../../api/wire.ts'
import { createHubClient, problemOf } from '../client.ts'
import { escalationLines } from '../escalation-lines.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson } from '../output.ts'

/** `tocsin explain`: what became of an event, and why. */
export function explainCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('explain')
    .description('say what became of an event: who was told, what was held back, and why')
    .argument('<event>', 'id of the event')
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
  const answer = await createHubClient(options.url, options.apiToken).get(
    `/api/v1/events/${encodeURIComponent(id)}`,
  )
  if (answer.status !== 200) {
    print(problemOf(answer))
    return EXIT.failed
  }
  if (options.json) printJson(answer.body)
  else for (const line of describeExplanation(answer.body as WireExplanation)) print(line) // the hub's own answer, in the shape that wire.ts gives
  return EXIT.ok
}

/** The story as lines for a terminal. */
function describeExplanation(story: WireExplanation): readonly string[] {
  const { event, outcome, alert } = story
  return [
    `event ${event.id} from source "${event.source}", received ${event.receivedAt}`,
    `  read as   ${event.kind} ${event.severity} ${event.name}${event.status ? ` (${event.status})` : ''}`,
    `            ${event.title.en}`,
    `  key       ${event.dedupKey}`,
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
    ...(alert?.answers ?? []).map(
      (answer) => `  answer    ${answer.action}: ${answer.text.en} at ${answer.at}${said(answer)}`,
    ),
    ...story.escalations.flatMap(escalationLines),
    ...(outcome?.matched ?? []).map(({ policy }) => `  matched   policy "${policy}"`),
    ...(outcome?.nearly ?? []).map(
      ({ policy, matcher, found }) =>
        `  not       policy "${policy}": ${matcher} fails, the label is ${JSON.stringify(found)}`,
    ),
    ...(outcome?.configurationChanged
      ? ['            (the configuration has changed since; these are the policies of now)']
      : []),
    ...story.held.map(
      ({ text, policy }) => `  held      ${policy ? `by "${policy}": ` : ''}${text.en}`,
    ),
    ...story.told.flatMap(describeNotification),
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
