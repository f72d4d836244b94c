import { isMap, mapGet } from '../../src/languages/values/kind.ts'

/** The data that the cases of argocd/templates.jsonl were rendered with. */
const data = `{
  "app": {
    "metadata": {
      "name": "guestbook", "namespace": "argocd", "labels": { "team": "a" },
      "annotations": { "example.com/version": "v0.1" }
    },
    "spec": { "source": { "repoURL": "https://github.com/o/r.git" } },
    "status": {
      "count": 3, "ratio": 0.5, "big": 12345678901, "bigf": 12345678901.0, "t": true, "nothing": null,
      "list": ["a", 1], "emptyList": [], "health": { "status": "Healthy" },
      "sync": { "status": "Synced", "revision": "abc123" },
      "conditions": [{ "type": "SyncError" }, { "type": "W" }],
      "operationState": {
        "startedAt": "2026-03-26T08:00:00Z", "message": "boom \\"x\\"\\nit's <b>&\\\\ 中文 \\u0001"
      }
    }
  },
  "context": { "argocdUrl": "https://cd" }, "secrets": { "k": "v" },
  "serviceType": "hook", "recipient": "rcpt"
}`

/** A line of argocd/templates.jsonl as a case of the other files' form. */
export function asCaseLine(line: string): string {
  const read: unknown = JSON.parse(line)
  const member = (name: string) => (isMap(read) ? mapGet(read, name) : undefined)
  const error = member('parseErr') ?? member('execErr')
  const phase = member('parseErr') === undefined ? 'exec' : 'parse'
  const head = JSON.stringify({
    id: 'argocd/templates',
    template: member('template'),
    ...(error === undefined ? { output: member('out') } : { error, phase }),
    funcs: 'argocd',
    vars: 'argocd',
    name: 't',
    now: '2026-03-26T08:10:00Z',
    zone: 'Asia/Shanghai',
  })
  return `${head.slice(0, -1)},"data":${data}}`
}
