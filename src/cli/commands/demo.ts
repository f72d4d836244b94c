import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, type Command, Option } from 'commander'
import { adapters } from '../../adapters.ts'
import type { WireExplanation, WireStatus } from '../../api/wire.ts'
import { type App, startApp } from '../../app.ts'
import { assert } from '../../base/assert.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { DEMO_LIMITS } from '../../base/limits.ts'
import { createLog } from '../../base/log.ts'
import { diskReader, formatProblem, loadConfiguration } from '../../config/config.ts'
import type { Configuration } from '../../model/configuration.ts'
import { createHubClient, type HubClient, problemOf } from '../client.ts'
import { ARGOCD_CHAT, playArgocd } from '../demo-argocd.ts'
import { DEMO_CHATS, type DemoChat, type DemoStory, describeDemo } from '../demo-story.ts'
import { EXIT } from '../exit.ts'
import { freePort } from '../free-port.ts'
import { parseListen } from '../options.ts'
import { print } from '../output.ts'
import { stopSignal } from '../signals.ts'

const EXAMPLES = new URL('../../../examples/', import.meta.url)
const KEY = 'demo-ingest-key'

/** `tocsin demo`: recorded events walk through a hub of their own to the sandbox's chats. */
export function demoCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('demo')
    .description(
      'show the hub at work: recorded CloudMonitor events, two DingTalk chats in the sandbox',
    )
    .option(
      '--exit',
      'end after the printout; the status is 0 only if everything due was delivered',
    )
    .addOption(
      new Option(
        '--listen <host:port>',
        'where to listen; another port is taken where this one is in use',
      )
        .env('TOCSIN_LISTEN')
        .default('127.0.0.1:8080'),
    )
    .addArgument(
      new Argument(
        '[what]',
        'argocd: Argo CD Notifications against twelve Applications, a DingTalk robot that demands a signature',
      ).choices(['argocd']),
    )
    .action(async (what: 'argocd' | undefined, options: Options) =>
      ran(await demo(options, what === 'argocd' ? ARGOCD : EVENTS)),
    )
}

type Options = { readonly exit?: boolean; readonly listen: string }

/** What is shown, and what may be tried while it keeps running. */
type Show = {
  readonly start: (place: Place) => Promise<App>
  /** True where all that was due arrived. */
  readonly play: (client: HubClient, app: App) => Promise<boolean>
  readonly hints: (url: string) => readonly string[]
}

type Place = { readonly host: string; readonly port: number; readonly data: string }

const EVENTS: Show = {
  start,
  play,
  hints: (url) => [
    'It keeps running. Send it an event of your own:',
    `  npm run tocsin -- send --url ${url} --key ${KEY} examples/events/05-spot-interruption.json`,
  ],
}

const ARGOCD: Show = {
  start: async (place) =>
    startApp({
      ...place,
      configuration: await configurationOf('argocd/tocsin.yaml', robotsOf(place)),
      sandbox: true,
      argocd: { namespace: 'argocd' },
      log: createLog('warn'),
    }),
  async play(client, { url, argocd }) {
    assert(argocd, 'it was started for Argo CD')
    const { lines, isDelivered } = await playArgocd({
      client,
      argocd,
      folder: new URL('argocd/', EXAMPLES),
      robotUrl: `${url}/sandbox/dingtalk/robot/send?access_token=${ARGOCD_CHAT.token}`,
      rest: () => rest(client),
    })
    for (const line of lines) print(line)
    return isDelivered
  },
  hints: (url) => [
    'It keeps running. What became of what one Application owed:',
    `  curl ${url}/api/v1/argocd/applications/argocd/02-sync-failed-quotes`,
  ],
}

async function demo(options: Options, show: Show): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'tocsin-demo-'))
  try {
    const listen = parseListen(options.listen)
    const port = await freePort(listen)
    const app = await show.start({ ...listen, port, data })
    try {
      const delivered = await show.play(createHubClient(app.url), app)
      print(`console   ${app.url}/`)
      print(`chats     ${app.url}/sandbox`)
      if (!options.exit) {
        print()
        for (const line of show.hints(app.url)) print(line)
        print('Stop it with Ctrl-C.')
        await stopSignal()
      }
      return delivered ? EXIT.ok : EXIT.failed
    } finally {
      await app.stop()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function start(place: Place): Promise<App> {
  return startApp({
    ...place,
    configuration: await configurationOf('tocsin.yaml', robotsOf(place)),
    sandbox: true,
    log: createLog('warn'),
  })
}

function robotsOf(place: Place): Readonly<Record<string, string>> {
  const robot = (token: string): string =>
    `http://${place.host}:${place.port}/sandbox/dingtalk/robot/send?access_token=${token}`
  const [ops, onCall] = DEMO_CHATS
  return {
    ALIYUN_KEY: KEY,
    OPS_URL: robot(ops.token),
    OPS_SECRET: ops.secret,
    ONCALL_URL: robot(onCall.token),
  }
}

async function configurationOf(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<Configuration> {
  const path = fileURLToPath(new URL(file, EXAMPLES))
  const loading = await loadConfiguration({ path, environment, readFile: diskReader, adapters })
  if (loading.kind === 'loaded') return loading.configuration
  throw new TocsinError(
    'TOCSIN_CONFIG_INVALID',
    loading.problems.map((problem) => formatProblem(problem, { colour: false })).join('\n'),
  )
}

/** Sends the recorded events, waits until the hub is at rest, and prints the story. True where all that was due arrived. */
async function play(client: HubClient): Promise<boolean> {
  const chatNames = new Map<string, string>()
  for (const chat of DEMO_CHATS) {
    const content = { body: JSON.stringify(setUp(chat)) }
    const { chat: made } = await ask<{ chat: { id: string } }>(
      client.send('PUT', '/sandbox/api/chats', content),
    )
    chatNames.set(made.id, chat.name)
  }
  const ids: string[] = []
  for (const file of (await readdir(new URL('events/', EXAMPLES))).sort()) {
    const body = await readFile(new URL(`events/${file}`, EXAMPLES))
    const { events } = await ask<{ events: string[] }>(client.send('POST', `/in/${KEY}`, { body }))
    ids.push(...events)
    await rest(client)
  }
  const { counts } = await rest(client)
  const stories = await Promise.all(
    ids.map((id) => ask<WireExplanation>(client.get(`/api/v1/events/${id}`))),
  )
  const heard = await ask<DemoStory['heard']>(client.get('/sandbox/api/messages'))
  for (const line of describeDemo({ chatNames, stories, heard, counts })) print(line)
  const undelivered = counts.unsettled + counts.dueGroups + counts.due + counts.leased + counts.dead
  return undelivered === 0 && heard.refused.length === 0 && heard.messages.length === counts.sent
}

function setUp({ token, secret, name, robotName, keywords }: DemoChat): object {
  return { token, name, robotName, keywords, secret: secret === '' ? null : secret }
}

/** What the demo's own hub answers, in the shape that its API gives. */
async function ask<T>(call: ReturnType<HubClient['get']>): Promise<T> {
  const answer = await call
  assert(answer.status < 300, `the demo's hub refuses: ${problemOf(answer)}`)
  return answer.body as T // of this very program's API: wire.ts and the sandbox have the shapes
}

/** Waits until nothing is on its way, or the wait is over; gives the status. */
async function rest(client: HubClient): Promise<WireStatus> {
  const until = systemClock.now() + DEMO_LIMITS.restMs
  for (;;) {
    const status = await ask<WireStatus>(client.get('/api/v1/status'))
    const { unsettled, dueGroups, due, leased } = status.counts
    if (unsettled + dueGroups + due + leased === 0 || systemClock.now() > until) return status
    await systemClock.sleep(DEMO_LIMITS.lookMs)
  }
}
