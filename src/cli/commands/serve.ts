import { type Command, Option } from 'commander'
import { adapters } from '../../adapters.ts'
import { type App, type AppOptions, startApp } from '../../app.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { CONFIG_LIMITS } from '../../base/limits.ts'
import { createLog, type Log, type LogLevel } from '../../base/log.ts'
import { Secret } from '../../base/secret.ts'
import {
  diskReader,
  formatProblem,
  type Loading,
  loadConfiguration,
  watchConfiguration,
} from '../../config/config.ts'
import type { MessageTemplate } from '../../model/configuration.ts'
import { tryTemplate } from '../../preview.ts'
import { standBy, type TakenOver } from '../../standby.ts'
import { EMPTY, type FirstText } from '../../stored-configuration.ts'
import { type ArgocdWords, addArgocdOptions, argocdOf } from '../cluster-options.ts'
import { EXIT } from '../exit.ts'
import { withOptional } from '../optional-file.ts'
import {
  configOption,
  mailOf,
  mailOptions,
  parseListen,
  parseStore,
  tokenOption,
} from '../options.ts'
import { print } from '../output.ts'
import { parsePublicUrl } from '../public-url.ts'
import { stopSignal } from '../signals.ts'
import { parseSpool } from '../spool-size.ts'
import { readStoredText } from '../stored-text.ts'

/** What a hub is run with. */
export type ServeOptions = ArgocdWords & {
  readonly config: string
  readonly data: string
  readonly listen: string
  readonly store: string
  readonly spool?: string
  readonly publicUrl?: string
  readonly apiToken?: string
  readonly standby?: boolean
  readonly configInStore?: boolean
  readonly sandbox?: boolean
  readonly sandboxSmtp?: string
  readonly smtpStarttls?: boolean
  readonly logLevel: LogLevel
}

/** `tocsin serve`: runs the hub until it is told to stop (SIGTERM or SIGINT). SIGHUP reads the configuration anew. */
export function serveCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('serve')
    .description('run the hub')
    .addOption(configOption())
    .addOption(
      new Option('--argocd', 'run Argo CD Notifications: watch the Applications of a cluster').env(
        'TOCSIN_ARGOCD',
      ),
    )
  addServeOptions(command)
  addArgocdOptions(command, { about: 'with --argocd: ' })
  command.action(async (options: ServeOptions) => {
    // Who has Argo CD's two files only need not write a third one.
    const isNamed = command.getOptionValueSource('config') !== 'default'
    ran(await serve(options, { mayLackFile: options.argocd === true && !isNamed }))
  })
}

/** The options of a hub, but for its configuration and Argo CD's. */
export function addServeOptions(command: Command): void {
  command
    .addOption(
      new Option('--data <folder>', 'where the database is kept')
        .env('TOCSIN_DATA')
        .default('./data'),
    )
    .addOption(
      new Option('--listen <host:port>', 'where to listen')
        .env('TOCSIN_LISTEN')
        .default('127.0.0.1:8080'),
    )
    .addOption(
      new Option('--store <store>', 'sqlite, or postgres://… for a database that hubs share')
        .env('TOCSIN_STORE')
        .default('sqlite'),
    )
    .addOption(
      new Option(
        '--spool <size>',
        'with postgres: keep what sources send in files of the data folder while the database is away, up to this size (64MB); by default they are told to send again',
      ).env('TOCSIN_SPOOL'),
    )
    .addOption(
      new Option(
        '--standby',
        'wait while another hub uses the data folder, and take its place when it has ended',
      ).env('TOCSIN_STANDBY'),
    )
    .addOption(
      new Option(
        '--config-in-store',
        'keep the configuration in the database, where people edit it; the very first start takes the file of --config, where there is one',
      ).env('TOCSIN_CONFIG_IN_STORE'),
    )
    .addOption(
      new Option(
        '--public-url <url>',
        'the hub as people reach it, for the links with which messages are answered',
      ).env('TOCSIN_PUBLIC_URL'),
    )
    .addOption(tokenOption())
    .addOption(
      new Option('--sandbox', "serve the chat platforms' stand-ins under /sandbox").env(
        'TOCSIN_SANDBOX',
      ),
    )
    .addOption(
      new Option('--log-level <level>', 'what is logged')
        .env('TOCSIN_LOG_LEVEL')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
  for (const option of mailOptions('--sandbox-smtp')) command.addOption(option)
}

/** Runs a hub; where it may lack its file, an absent one says nothing. */
export async function serve(
  options: ServeOptions,
  { mayLackFile = false }: { readonly mayLackFile?: boolean } = {},
): Promise<number> {
  const log = createLog(options.loglevel ?? options.logLevel)
  const asked = { ...appOptions(options, log), argocd: await argocdOf(options) }
  const { publicUrl } = asked
  const reading = {
    path: options.config,
    environment: process.env,
    readFile: mayLackFile ? withOptional(options.config, diskReader) : diskReader,
    adapters,
    tryTemplate: (template: MessageTemplate) => tryTemplate(template, systemClock),
  }
  if (options.configInStore === true) return serveStored(options, { asked, log })
  const first = await loadConfiguration(reading)
  report(first, log)
  if (first.kind === 'broken') return EXIT.failed
  const running = { log, publicUrl }
  if (options.standby !== true) {
    const app = await startApp({ ...asked, configuration: first.configuration })
    const watching = watchingFile(app, { reading, current: first, log })
    // Before anybody can read that it runs: a signal that came earlier would end it in the middle.
    return await run(app, { ...running, watching, stopped: stopSignal() })
  }
  const stopped = stopSignal()
  const takenOver = await waitForTurn(asked, stopped)
  if (!takenOver) return EXIT.ok
  // Much may have been written while it waited; what is broken by now is told by the watch, and not used.
  const newest = takenOver.hasWaited ? await loadConfiguration(reading) : first
  const current = newest.kind === 'loaded' ? newest : first
  const app = await startTakenOver({ ...asked, configuration: current.configuration }, takenOver)
  const watching = watchingFile(app, { reading, current, log })
  return await run(app, { ...running, watching, stopped })
}

/** Runs a hub whose configuration is in its store. */
async function serveStored(
  { config, standby }: ServeOptions,
  { asked, log }: { readonly asked: Omit<AppOptions, 'configuration'>; readonly log: Log },
): Promise<number> {
  const given = { ...asked, configuration: { first: () => firstText(config, log) } }
  // It follows its store by itself: only the files that it names are read when somebody asks for it.
  const watching =
    (app: App): Watching =>
    () => ({
      reload: () => app.reload(),
      ended: Promise.resolve(),
    })
  const running = { log, publicUrl: asked.publicUrl }
  if (standby !== true) {
    const app = await startApp(given)
    return await run(app, { ...running, watching: watching(app), stopped: stopSignal() })
  }
  const stopped = stopSignal()
  const takenOver = await waitForTurn(asked, stopped)
  if (!takenOver) return EXIT.ok
  const app = await startTakenOver(given, takenOver)
  return await run(app, { ...running, watching: watching(app), stopped })
}

/** What the very first revision is: the file, where there is one. Throws TOCSIN_CONFIG_INVALID where it cannot be used. */
async function firstText(path: string, log: Log): Promise<FirstText> {
  const { kind } = await diskReader(path, { bytesMax: CONFIG_LIMITS.fileBytesMax })
  if (kind === 'absent') return EMPTY
  const read = await readStoredText(path)
  if (!('problems' in read)) return { ...read, comment: path }
  for (const problem of read.problems) log.error({}, formatProblem(problem, { colour: false }))
  throw new TocsinError(
    'TOCSIN_CONFIG_INVALID',
    `Expected a file that can be the first revision, found ${path} broken: the log says why. Mend it, or name none with --config.`,
  )
}

async function startTakenOver(options: AppOptions, takenOver: TakenOver): Promise<App> {
  try {
    return await startApp({ ...options, port: takenOver.port, takenOver })
  } catch (error) {
    await takenOver.leave()
    throw error
  }
}

/** What of the command line the hub starts with. Throws TOCSIN_USAGE. */
function appOptions(options: ServeOptions, log: Log): Omit<AppOptions, 'configuration'> {
  if (options.sandboxSmtp !== undefined && options.sandbox !== true) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --sandbox beside --sandbox-smtp: the mail server is a part of the sandbox.',
    )
  }
  const publicUrl = options.publicUrl === undefined ? undefined : parsePublicUrl(options.publicUrl)
  const database = parseStore(options.store)
  return {
    data: options.data,
    database,
    spoolBytes: parseSpool(options.spool, database),
    ...parseListen(options.listen),
    apiToken: options.apiToken === undefined ? undefined : new Secret(options.apiToken),
    sandbox: options.sandbox === true,
    environment: process.env,
    publicUrl,
    sandboxMail: mailOf(
      { listen: options.sandboxSmtp, startTls: options.smtpStarttls === true },
      process.env['TOCSIN_SANDBOX_SMTP_AUTH'],
    ),
    log,
  }
}

/** Stands by until it is this hub's turn; undefined where it is told to stop before. */
async function waitForTurn(
  { data, host, port, log }: Omit<AppOptions, 'configuration'>,
  stopped: Promise<string>,
): Promise<TakenOver | undefined> {
  const stopping = new AbortController()
  void stopped.then(() => stopping.abort())
  // The configuration is read when the turn comes: until then there is nothing to read it for.
  const ignore = (): void => log.info({}, 'the hub stands by: it reads the configuration later')
  process.on('SIGHUP', ignore)
  const takenOver = await standBy({
    data,
    host,
    port,
    clock: systemClock,
    log,
    signal: stopping.signal,
  })
  process.off('SIGHUP', ignore)
  if (!takenOver) log.info({ signal: await stopped }, 'the hub stands by no longer')
  return takenOver
}

/** Sees that another configuration counts, until the signal. */
type Watching = (signal: AbortSignal) => {
  reload(): Promise<unknown>
  readonly ended: Promise<void>
}

type Running = {
  readonly watching: Watching
  readonly log: Log
  readonly publicUrl: string | undefined
  /** The signal that asks for the end. */
  readonly stopped: Promise<string>
}

/** Reads the file again where it has changed. */
function watchingFile(
  app: App,
  {
    reading,
    current,
    log,
  }: {
    readonly reading: Parameters<typeof loadConfiguration>[0]
    readonly current: Loading
    readonly log: Log
  },
): Watching {
  return (signal) =>
    watchConfiguration({
      ...reading,
      ...{ current, clock: systemClock, log, signal },
      onChange(loading) {
        report(loading, log)
        if (loading.kind === 'loaded') app.reconfigure(loading.configuration)
        else
          app.reportBroken(
            loading.problems.map((problem) => formatProblem(problem, { colour: false })),
          )
      },
    })
}

/** Where nobody can sign in yet: prints, and logs nowhere, the link that makes the first administrator. */
async function invite(app: App, publicUrl: string | undefined): Promise<void> {
  const invitation = await app.firstInvitation()
  if (invitation === undefined) return
  const own = (publicUrl ?? app.url).replace(/\/$/, '')
  print(
    `Nobody can sign in yet. This link makes the first administrator, once and within three days:\n  ${own}/#/invitation/${invitation}`,
  )
}

/** From the first moment of a hub to its last. */
async function run(
  app: App,
  { log, stopped, publicUrl, watching: watch }: Running,
): Promise<number> {
  log.info({ url: app.url, revision: app.revision() }, 'the hub runs')
  await invite(app, publicUrl)
  const stopping = new AbortController()
  const watching = watch(stopping.signal)
  const reload = (): void =>
    void watching
      .reload()
      .catch((error: unknown) => log.error({ error }, 'the configuration could not be read'))
  process.on('SIGHUP', reload)
  const signal = await stopped
  log.info({ signal }, 'the hub stops: what is under way is finished first')
  process.off('SIGHUP', reload)
  stopping.abort()
  await watching.ended
  await app.stop()
  return EXIT.ok
}

function report(loading: Loading, log: Log): void {
  if (loading.kind === 'loaded') {
    for (const warning of loading.warnings) log.warn({}, formatProblem(warning, { colour: false }))
    log.info({ revision: loading.configuration.revision }, 'configuration loaded')
    return
  }
  for (const problem of loading.problems) log.error({}, formatProblem(problem, { colour: false }))
  log.error(
    { problems: loading.problems.length + loading.omitted },
    'the configuration is broken and is not used',
  )
}
