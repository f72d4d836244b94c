import type { Command } from 'commander'
import { type HubOptions, listOf, previewMute, withHub } from '../silences.ts'

type Options = HubOptions & {
  source: readonly string[]
  target: readonly string[]
  equal?: string
}

/** `tocsin inhibition preview`: what a rule would hold, before it is in the configuration. */
export function inhibitionCommand(program: Command, ran: (status: number) => void): void {
  const inhibition = program
    .command('inhibition')
    .description('rules by which an open alert explains others')
  withHub(inhibition.command('preview'))
    .description('show what a rule would hold now, and would have held in the last week')
    .requiredOption(
      '--source <matcher...>',
      'what explains others, for example \'name="NodeDown"\'',
    )
    .requiredOption('--target <matcher...>', 'what is not told meanwhile')
    .option('--equal <labels>', 'labels that both must share, with commas')
    .action(async (options: Options) => ran(await preview(options)))
}

function preview({ source, target, equal, ...options }: Options): Promise<number> {
  const body = { source, target, equal: equal === undefined ? [] : listOf(equal) }
  return previewMute('inhibition', body, options)
}
