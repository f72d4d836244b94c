import { userInfo } from 'node:os'
import { type Command, Option } from 'commander'
import type { WireReport } from '../api/wire.ts'
import type { AnswerAction } from '../model/answer.ts'
import { createHubClient, problemOf } from './client.ts'
import { EXIT } from './exit.ts'
import { jsonOption, tokenOption, urlOption } from './options.ts'
import { print, printJson } from './output.ts'

type Options = { url: string; apiToken?: string; json?: boolean; by: string; comment?: string }

/** Who gives a command: the user of this machine unless told. */
export const byOption = (): Option =>
  new Option('--by <name>', 'who answers').env('TOCSIN_BY').default(userInfo().username)

/** Makes `command` one that answers an alert with `action`; `more` is what else the options say. */
export function answersAlert(
  command: Command,
  action: AnswerAction,
  { ran, more = () => ({}) }: Answered,
): void {
  command
    .argument('<alert>', 'id of the alert')
    .addOption(byOption())
    .option('--comment <text>', 'what the others should know')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (id: string, options: Options) =>
      ran(await answer(`${encodeURIComponent(id)}/${action}`, options, more(options))),
    )
}

type Answered = {
  readonly ran: (status: number) => void
  readonly more?: (options: object) => object
}

async function answer(path: string, options: Options, more: object): Promise<number> {
  const { url, apiToken, by, comment, json } = options
  const reply = await createHubClient(url, apiToken).send('POST', `/api/v1/alerts/${path}`, {
    body: JSON.stringify({ by, comment, via: 'cli', ...more }),
  })
  if (reply.status !== 200) {
    print(problemOf(reply))
    return EXIT.failed
  }
  const report = reply.body as WireReport // the hub's own answer, in the shape that wire.ts gives
  if (json) printJson(report)
  else print(`${report.alert.title.en}: ${VERDICTS[report.verdict] ?? report.verdict}`)
  return report.verdict === 'done' || report.verdict === 'already' ? EXIT.ok : EXIT.failed
}

const VERDICTS: Readonly<Record<string, string>> = {
  done: 'done',
  already: 'it was so already',
  over: 'the alert is over',
  'too-soon': 'help was called less than a minute ago',
  further: 'it was escalated further since',
  untaken: 'nobody has acknowledged it',
  nobody: 'there is nobody to call: the configuration has no fallback contact group',
}
