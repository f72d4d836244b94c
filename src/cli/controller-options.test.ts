import { Command } from 'commander'
import { expect, test } from 'vitest'
import { type ControllerOptionValues, controllerOptions } from './controller-options.ts'

function read(...words: string[]): ControllerOptionValues {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  for (const option of controllerOptions()) command.addOption(option)
  return command.parse(words, { from: 'user' }).opts()
}

test('without a word everything is as upstream has it', () => {
  expect(read()).toMatchObject({
    applicationNamespaces: [],
    configMapName: 'argocd-notifications-cm',
    secretName: 'argocd-notifications-secret',
  })
})

test('a list of namespaces may have globs with commas of their own', () => {
  const { applicationNamespaces } = read('--application-namespaces', 'a, team-{b,c},/^d$/')
  expect(applicationNamespaces).toEqual(['a', 'team-{b,c}', '/^d$/'])
})

test.each(['0', '65', 'many', '-1'])('%s Applications at once are refused', (count) => {
  expect(() => read('--processors-count', count)).toThrow(/Expected a number from 1 to 64\./)
})
