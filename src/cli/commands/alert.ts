import type { Command } from 'commander'
import type { WireAlertStory } from '../../api/wire.ts'
import { createHubClient, problemOf } from '../client.ts'
import { escalationLines } from '../escalation-lines.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = { url: string; apiToken?: string; json?: boolean }

/** `tocsin alert`: how an alert is, who answered it, and who is told next. */
export function alertCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('alert')
    .description('say how an alert is: who answered, who was told, and who is told next')
    .argument('<alert>', 'id of the alert')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (id: string, options: Options) => ran(await alert(id, options)))
}

async function alert(id: string, { url, apiToken, json }: Options): Promise<number> {
  const answer = await createHubClient(url, apiToken).get(
    `/api/v1/alerts/${encodeURIComponent(id)}`,
  )
  if (answer.status !== 200) {
    print(problemOf(answer))
    return EXIT.failed
  }
  const story = answer.body as WireAlertStory // the hub's own answer, in the shape that wire.ts gives
  if (json) printJson(story)
  else for (const line of describe(story)) print(line)
  return EXIT.ok
}

function describe(story: WireAlertStory): readonly string[] {
  const { id, source, state, severity, openedAt, resolvedAt, eventCount } = story
  return [
    `alert ${id} from source "${source}": ${state}, ${severity}`,
    `            ${story.title.en}`,
    `  since     ${openedAt}${resolvedAt ? ` until ${resolvedAt}` : ''}, ${eventCount} ${eventCount === 1 ? 'event' : 'events'}`,
    ...story.answers.map(
      ({ action, text, at, comment, to }) =>
        `  answer    ${action}${to ? ` ${to.en}` : ''}: ${text.en} at ${at}${comment ? `: ${comment}` : ''}`,
    ),
    ...story.escalations.flatMap(escalationLines),
  ]
}
