import { type Command, Option } from 'commander'
import { adapters } from '../../adapters.ts'
import { startApp } from '../../app.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
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
import { EXIT } from '../exit.ts'
import { configOption, mailOf, mailOptions, parseListen, tokenOption } from '../options.ts'
import { parsePublicUrl } from '../public-url.ts'
import { stopSignal } from '../signals.ts'

type Options = {
  config: string
  data: string
  listen: string
  store: string
  publicUrl?: string
  apiToken?: string
  sandbox?: boolean
  sandboxSmtp?: string
  smtpStarttls?: boolean
  logLevel: LogLevel
}

/** `tocsin serve`: runs the hub until it is told to stop (SIGTERM or SIGINT). SIGHUP reads the configuration anew. */
export function serveCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('serve')
    .description('run the hub')
    .addOption(configOption())
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
      new Option('--store <store>', 'the kind of store').env('TOCSIN_STORE').default('sqlite'),
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
  command.action(async (options: Options) => ran(await serve(options)))
}

async function serve(options: Options): Promise<number> {
  const log = createLog(options.logLevel)
  if (options.store !== 'sqlite') {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --store sqlite, found ${JSON.stringify(options.store.split(':')[0])}: this version has no other store.`,
    )
  }
  const publicUrl = options.publicUrl === undefined ? undefined : parsePublicUrl(options.publicUrl)
  const reading = {
    path: options.config,
    environment: process.env,
    readFile: diskReader,
    adapters,
    tryTemplate: (template: MessageTemplate) => tryTemplate(template, systemClock),
  }
  const current = await loadConfiguration(reading)
  report(current, log)
  if (current.kind === 'broken') return EXIT.failed
  if (options.sandboxSmtp !== undefined && options.sandbox !== true) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --sandbox beside --sandbox-smtp: the mail server is a part of the sandbox.',
    )
  }
  const { host, port } = parseListen(options.listen)
  const app = await startApp({
    configuration: current.configuration,
    data: options.data,
    host,
    port,
    apiToken: options.apiToken === undefined ? undefined : new Secret(options.apiToken),
    sandbox: options.sandbox === true,
    environment: process.env,
    publicUrl,
    sandboxMail: mailOf(
      { listen: options.sandboxSmtp, startTls: options.smtpStarttls === true },
      process.env['TOCSIN_SANDBOX_SMTP_AUTH'],
    ),
    log,
  })
  // Before anybody can read that it runs: a signal that came earlier would end it in the middle.
  const stopped = stopSignal()
  log.info({ url: app.url, revision: current.configuration.revision }, 'the hub runs')
  const stopping = new AbortController()
  const watching = watchConfiguration({
    ...reading,
    current,
    clock: systemClock,
    log,
    signal: stopping.signal,
    onChange(loading) {
      report(loading, log)
      if (loading.kind === 'loaded') app.reconfigure(loading.configuration)
      else
        app.reportBroken(
          loading.problems.map((problem) => formatProblem(problem, { colour: false })),
        )
    },
  })
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
