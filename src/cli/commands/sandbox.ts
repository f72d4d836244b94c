import { type Command, Option } from 'commander'
import { startSandbox } from '../../app.ts'
import { EXIT } from '../exit.ts'
import { parseListen } from '../options.ts'
import { print } from '../output.ts'
import { stopSignal } from '../signals.ts'

/** `tocsin sandbox`: the chat platforms' stand-ins alone, for trying out any sender. */
export function sandboxCommand(program: Command, ran: (status: number) => void): void {
  program
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
    .action(async (options: { listen: string; strictTokens?: boolean }) => {
      const sandbox = await startSandbox({
        ...parseListen(options.listen),
        strictTokens: options.strictTokens === true,
      })
      print(`chats      ${sandbox.url}/sandbox`)
      for (const { platform, sample } of sandbox.addresses) {
        print(`${platform.padEnd(10)} ${sandbox.url}${sample.replace('…', '<any token>')}`)
      }
      await stopSignal()
      await sandbox.stop()
      ran(EXIT.ok)
    })
}
