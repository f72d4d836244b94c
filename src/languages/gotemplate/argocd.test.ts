import { expect, test } from 'vitest'
import { parseJson } from '../values/json.ts'
import { type ArgocdNotification, argocdData } from './argocd.ts'
import { TemplateError } from './errors.ts'
import { compile } from './gotemplate.ts'

const notification: ArgocdNotification = {
  app: parseJson('{"metadata":{"name":"shop"},"status":{"startedAt":"2024-03-05T14:06:40Z"}}'),
  context: { argocdUrl: 'https://argocd.example.com' },
  secrets: { token: 'hush' },
  serviceType: 'dingtalk',
  recipient: 'ops',
  now: () => Date.UTC(2024, 2, 5, 14, 30),
  commitMetadata: (sha) =>
    sha === 'c0ffee'
      ? { Message: 'fix', Author: 'Wang', Date: '2024-03-05T13:59:00Z', Tags: ['v1', 'v2'] }
      : undefined,
  appDetails: () => ({
    Type: 'Helm',
    Helm: {
      HelmAppSpec: {
        ValueFiles: ['a.yaml'],
        Parameters: [{ Name: 'tag', Value: 'v1' }],
        FileParameters: [{ Name: 'cfg', Path: 'cfg.txt' }],
      },
      HelmParameterOverrides: [{ Name: 'replicas', Value: '5' }],
    },
  }),
}

function render(text: string, of: Partial<ArgocdNotification> = {}): string {
  const data = argocdData({ ...notification, ...of })
  try {
    return compile(text, { name: 't', functions: 'argocd' }).render(data)
  } catch (error) {
    if (error instanceof TemplateError) return error.message
    throw error
  }
}

test.each([
  ['{{.app.metadata.name}} {{.serviceType}} {{.recipient}}', 'shop dingtalk ops'],
  [
    '{{.context.argocdUrl}} {{.context.notificationType}} {{.context.nope}}',
    'https://argocd.example.com dingtalk <no value>',
  ],
  ['{{.secrets.token}} {{.secrets.token | toString}}', '[104 117 115 104] hush'],
  ['{{.appProject}} {{.appProject.spec}}', 'map[] <no value>'],
  ['{{typeOf .context}} {{typeOf .secrets}}', 'map[string]string map[string][]uint8'],
  [
    '{{((call .time.Now).Sub (call .time.Parse .app.status.startedAt)).Minutes}}',
    '23.333333333333332',
  ],
  ['{{.time.Hour}} {{.time.RFC3339}}', '1h0m0s 2006-01-02T15:04:05Z07:00'],
  ['{{call .strings.ReplaceAll "a.b" "." "$&"}} {{call .strings.ToUpper "é"}}', 'a$&b É'],
  [
    '{{call .repo.RepoURLToHTTPS "git@git.example.com:a/b.git"}}',
    'https://git.example.com/a/b.git',
  ],
  ['{{call .repo.FullNameByRepoURL "https://git.example.com/a/b/c.git"}}', 'a/b'],
  ['{{call .repo.QueryEscape "a b/c"}}', 'a+b%2Fc'],
  ['{{(call .repo.GetCommitMetadata "c0ffee").Author}}', 'Wang'],
  ['{{call .repo.GetCommitMetadata "c0ffee"}}', '{fix Wang 2024-03-05 13:59:00 +0000 UTC [v1 v2]}'],
  ['{{(call .repo.GetAppDetails).Type}}', 'Helm'],
  ['{{(call .repo.GetAppDetails).Helm.GetParameterValueByName "tag"}}', 'v1'],
  ['{{(call .repo.GetAppDetails).Helm.GetParameterValueByName "replicas"}}', '5'],
  ['{{(call .repo.GetAppDetails).Helm.GetParameterValueByName "none"}}|', '|'],
  ['{{(call .repo.GetAppDetails).Helm.GetFileParameterPathByName "cfg"}}', 'cfg.txt'],
  [
    '{{.time.Now}}',
    `template: t:1:2: executing "t" at <{{.time.Now}}>: can't print {{.time.Now}} of type func() time.Time`,
  ],
])('%s renders what Argo CD renders', (text, wanted) => {
  expect(render(text)).toBe(wanted)
})

test('secrets are absent where they are not handed in', () => {
  expect(render('{{.secrets}}', { secrets: undefined })).toBe('<no value>')
})

test('a notificationType of the context is kept', () => {
  expect(render('{{.context.notificationType}}', { context: { notificationType: 'mine' } })).toBe(
    'mine',
  )
})

test('what the repo server does not know is an error', () => {
  expect(render('{{call .repo.GetCommitMetadata "0"}}')).toContain(
    'no metadata is known of the commit 0',
  )
  expect(render('{{call .repo.GetAppDetails}}', { appDetails: undefined })).toContain(
    'no details are known',
  )
})

test('times are told in the zone of the controller', () => {
  expect(render('{{(call .time.Now).Format .time.Kitchen}}', { zone: 'Asia/Shanghai' })).toBe(
    '10:30PM',
  )
})
