import { type Command, Option } from 'commander'
import { startSandbox } from '../../app.ts'
import { EXIT } from '../exit.ts'
import { mailOf, mailOptions, parseListen } from '../options.ts'
import { print } from '../output.ts'
import { stopSignal } from '../signals.ts'

type Options = {
  listen: string
  strictTokens?: boolean
  smtp?: string
  smtpStarttls?: boolean
}

/** `tocsin sandbox`: the chat platforms' stand-ins alone, for trying out any sender. */
export function sandboxCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('sandbox')
    .description(
      "run the chat platforms' stand-ins alone: post to them as to the real ones, and look at the chats",
    )
    .addOption(
      new Option('--listen <host:port>', 'where to listen')
        .env('TOCSIN_LISTEN')
        .default('127.0.0.1:8081'),
    )
    .option('--strict-tokens', 'refuse tokens that nobody configured, as the platforms do')
  for (const option of mailOptions('--smtp')) command.addOption(option)
  command.action(async (options: Options) => {
    const startTls = options.smtpStarttls === true
    const sandbox = await startSandbox({
      ...parseListen(options.listen),
      strictTokens: options.strictTokens === true,
      sandboxMail: mailOf(
        { listen: options.smtp, startTls },
        process.env['TOCSIN_SANDBOX_SMTP_AUTH'],
      ),
    })
    print(`chats      ${sandbox.url}/sandbox`)
    for (const { platform, sample } of sandbox.addresses) {
      print(`${platform.padEnd(10)} ${sandbox.url}${sample.replaceAll('…', '<any>')}`)
    }
    if (sandbox.mailAddress !== undefined) print(`email      smtp://${sandbox.mailAddress}`)
    await stopSignal()
    await sandbox.stop()
    ran(EXIT.ok)
  })
}
