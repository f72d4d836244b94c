// In: the words of a command line. Out: what was asked for on standard output, and an exit status.
// Must hold: a person gets text, a program gets JSON with --json; a failure says what to do next.
import { Command, CommanderError } from 'commander'
import { TocsinError } from '../base/errors.ts'
import { ackCommand } from './commands/ack.ts'
import { alertCommand } from './commands/alert.ts'
import { argocdCommand } from './commands/argocd.ts'
import { assignCommand } from './commands/assign.ts'
import { backtestCommand } from './commands/backtest.ts'
import { calendarCommand } from './commands/calendar.ts'
import { checkCommand } from './commands/check.ts'
import { configCommand } from './commands/config.ts'
import { demoCommand } from './commands/demo.ts'
import { escalateCommand } from './commands/escalate.ts'
import { explainCommand } from './commands/explain.ts'
import { exprCommand } from './commands/expr.ts'
import { importCommand } from './commands/import.ts'
import { inhibitionCommand } from './commands/inhibition.ts'
import { maintenanceCommand } from './commands/maintenance.ts'
import { oncallCommand } from './commands/oncall.ts'
import { previewCommand } from './commands/preview.ts'
import { resendCommand } from './commands/resend.ts'
import { resolveCommand } from './commands/resolve.ts'
import { routeCommand } from './commands/route.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import { sendCommand } from './commands/send.ts'
import { serveCommand } from './commands/serve.ts'
import { silenceCommand } from './commands/silence.ts'
import { sourceCommand } from './commands/source.ts'
import { sourcesCommand } from './commands/sources.ts'
import { statusCommand } from './commands/status.ts'
import { templateCommand } from './commands/template.ts'
import { timingCommand } from './commands/timing.ts'
import { unackCommand } from './commands/unack.ts'
import { verifyCommand } from './commands/verify.ts'
import { volumeCommand } from './commands/volume.ts'
import { EXIT } from './exit.ts'
import { printError } from './output.ts'

/** Runs one command and gives its exit status (EXIT). */
export async function runCli(words: readonly string[]): Promise<number> {
  const program = new Command('tocsin')
    .description('A self-hosted alert hub: every event, brought to the chat of whoever must know.')
    .exitOverride()
    // Or a command that has commands below it would take their options for its own.
    .enablePositionalOptions()
    .configureOutput({ outputError: (text, write) => write(text) })
  let status: number = EXIT.ok
  const ran = (result: number): void => {
    status = result
  }
  for (const add of [
    serveCommand,
    demoCommand,
    checkCommand,
    configCommand,
    previewCommand,
    sourceCommand,
    importCommand,
    oncallCommand,
    calendarCommand,
    backtestCommand,
    volumeCommand,
    verifyCommand,
    sendCommand,
    explainCommand,
    statusCommand,
    sourcesCommand,
    alertCommand,
    ackCommand,
    unackCommand,
    resolveCommand,
    escalateCommand,
    assignCommand,
    silenceCommand,
    maintenanceCommand,
    inhibitionCommand,
    timingCommand,
    resendCommand,
    sandboxCommand,
    routeCommand,
    templateCommand,
    exprCommand,
    argocdCommand,
  ]) {
    add(program, ran)
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
    return status
  } catch (error) {
    return failed(error)
  }
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (!(error instanceof TocsinError)) throw error
  printError(error)
  return error.code === 'TOCSIN_UNREACHABLE'
    ? EXIT.unreachable
    : error.code === 'TOCSIN_USAGE'
      ? EXIT.usage
      : EXIT.failed
}
