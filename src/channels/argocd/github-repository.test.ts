import { expect, test } from 'vitest'
import { repositoryIn } from './github-repository.ts'

test.each([
  ['https://github.com/argoproj/argocd-example-apps.git', 'argoproj/argocd-example-apps'],
  ['https://github.com/argoproj/argocd-example-apps', 'argoproj/argocd-example-apps'],
  ['https://user:token@github.com/team/demo.git', 'team/demo'],
  ['git@github.com:team/demo.git', 'team/demo'],
  ['ssh://git@github.com:22/team/demo.git', 'team/demo'],
  ['https://github.com/team/demo/tree/main', 'team/demo'],
  ['https://github.com/team', undefined],
  ['<no value>', undefined],
  ['', undefined],
])('the repository of %j is %s', (text, expected) => {
  const found = repositoryIn(text)
  expect(found && `${found.owner}/${found.name}`).toBe(expected)
})
