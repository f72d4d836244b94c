import type { Command } from 'commander'
import type { WireResent } from '../../api/wire.ts'
import { TocsinError } from '../../base/errors.ts'
import { createHubClient, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = { url: string; apiToken?: string; json?: boolean; endpoint?: string }

/** `tocsin resend`: makes dead letters due again. */
export function resendCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('resend')
    .description('send again what was given up: one notification, or the newest of an endpoint')
    .argument('[notification]', 'id of the notification')
    .option(
      '--endpoint <id>',
      'all that was given up at this endpoint, as far as one request takes',
    )
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (id: string | undefined, options: Options) => ran(await resend(id, options)))
}

async function resend(id: string | undefined, options: Options): Promise<number> {
  const { endpoint } = options
  if ((id === undefined) === (endpoint === undefined))
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected the id of a notification or --endpoint with the id of an endpoint, found both or none. "tocsin status --json" and /api/v1/endpoints have the ids.',
    )
  const path =
    id === undefined
      ? `/api/v1/endpoints/${encodeURIComponent(endpoint ?? '')}/resend`
      : `/api/v1/notifications/${encodeURIComponent(id)}/resend`
  const answer = await createHubClient(options.url, options.apiToken).send('POST', path)
  if (answer.status !== 200) {
    print(problemOf(answer))
    return EXIT.failed
  }
  const { resent, more } = answer.body as WireResent // the hub's own answer, in the shape that wire.ts gives
  if (options.json) printJson(answer.body)
  else print(`${resent.length} due again.${more === true ? ' There are more: run it again.' : ''}`)
  return EXIT.ok
}
