import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../base/clock.ts'
import { RFC3339 } from '../values/layout.ts'
import { formatValue } from '../values/print.ts'
import { parseTime } from '../values/time.ts'
import { argoCdEnvironment } from './argo-cd.ts'
import { compile } from './expr.ts'

const clock = new ManualClock(1_709_649_000_000)
const names = argoCdEnvironment({
  clock,
  repository: {
    commitMetadata: (revision) =>
      revision === 'abc'
        ? {
            message: 'fix: it',
            author: 'Ann <ann@example.com>',
            date: parseTime(RFC3339, '2024-03-05T13:59:00Z'),
            tags: ['v1.0.0'],
          }
        : { problem: `no commit metadata for "${revision}"` },
    appDetails: () => ({
      type: 'Helm',
      helm: {
        name: 'chart',
        valueFiles: ['values.yaml'],
        parameters: [
          { name: 'image.tag', value: 'v1' },
          { name: 'replicas', value: '2' },
        ],
        values: '',
        fileParameters: [{ name: 'cfg', path: 'files/cfg.txt' }],
        overrides: [{ name: 'replicas', value: '5' }],
      },
    }),
  },
})
const app = { status: { operationState: { startedAt: '2024-03-05T14:20:00Z' } } }

function evaluate(text: string): string {
  return formatValue(compile(text, { clock }).run({ app, ...names }))
}

describe("Argo CD's names", () => {
  test.each([
    ['time.Now().Sub(time.Parse(app.status.operationState.startedAt)).Minutes() >= 5', 'true'],
    [
      'time.Parse(app.status.operationState.startedAt).Add(1 * time.Minute)',
      '2024-03-05 14:21:00 +0000 UTC',
    ],
    ['time.Now().Format(time.Kitchen)', '2:30PM'],
    ['time.Hour > 30 * time.Minute', 'true'],
    ['strings.ReplaceAll("a-b", "-", "$&")', 'a$&b'],
    ['strings.ToUpper("straße")', 'STRAßE'],
    ['repo.GetCommitMetadata("abc").Author', 'Ann <ann@example.com>'],
    ['"v1.0.0" in repo.GetCommitMetadata("abc").Tags', 'true'],
    ['repo.GetCommitMetadata("abc").Date.Year()', '2024'],
    ['repo.GetAppDetails().Helm.GetParameterValueByName("replicas")', '5'],
    ['repo.GetAppDetails().Helm.GetParameterValueByName("image.tag")', 'v1'],
    ['repo.GetAppDetails().Helm.GetParameterValueByName("none")', ''],
    ['repo.GetAppDetails().Helm.GetFileParameterPathByName("cfg")', 'files/cfg.txt'],
    ['repo.GetAppDetails().Helm.HelmAppSpec.ValueFiles[0]', 'values.yaml'],
    ['repo.GetAppDetails().Kustomize', '<nil>'],
    ['repo.QueryEscape("a b/ü")', 'a+b%2F%C3%BC'],
  ])('%s is %s', (text, expected) => {
    expect(evaluate(text)).toBe(expected)
  })

  test.each([
    ['git@github.com:a/b.git', 'a/b', 'https://github.com/a/b.git'],
    ['https://user:pw@example.com/a/b/c.git?x=1', 'a/b', 'https://example.com/a/b/c.git?x=1'],
    ['ssh://git@example.com:22/a/b.git', 'a/b', 'https://example.com:22/a/b.git'],
    ['./local', './local', 'https://./local'],
  ])('the address %s is taken apart', (address, fullName, https) => {
    expect(evaluate(`repo.FullNameByRepoURL("${address}")`)).toBe(fullName)
    expect(evaluate(`repo.RepoURLToHTTPS("${address}")`)).toBe(https)
  })

  test.each([
    ['repo.GetCommitMetadata("none")', 'no commit metadata for "none" (1:6)'],
    ['repo.GetCommitMetadata("abc").Nope', 'cannot fetch Nope from shared.CommitMetadata (1:31)'],
    ['time.Parse("x")', 'cannot parse "x" as "2006" (1:6)'],
    ['time.Minute / 2', 'invalid operation: time.Duration / int (1:13)'],
    ['strings.Nope("a")', 'invalid operation: cannot call nil (1:9)'],
  ])('%s says what is wrong', (text, expected) => {
    expect(() => evaluate(text)).toThrow(expected)
  })
})
