import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import { readArgoConfig, runTrigger, showTemplates } from '../../src/argocd/argocd.ts'
import { parseJson } from '../../src/languages/values/json.ts'

/** The real run put an address in place of what the ConfigMap asks its reader to fill in. */
const CONTEXT = 'argocdUrl: https://cd.example.com'

const NOW = Date.UTC(2026, 2, 26, 8, 10)

/**
 * What is wrong with our answer to a line of argocd/seed-dingtalk.jsonl: what a trigger of argocd/seed-cm.yaml says of an
 * Application, or what a template makes of it. Undefined when it passes.
 */
export function judgeSeed(line: string, folder: string): string | undefined {
  const { app: name, trigger, template, service, ...wanted } = JSON.parse(line)
  const text = (file: string): string => readFileSync(join(folder, 'argocd', file), 'utf8')
  const data = { ...parse(text('seed-cm.yaml')).data, context: CONTEXT }
  const config = readArgoConfig({ data }, undefined, { strict: true })
  const app = parseJson(text(`apps/${name}.json`))
  if (trigger === undefined) {
    const destination = { service, recipient: '' }
    const shown = showTemplates(config, { app, templates: [template], destination, now: NOW })
    return difference(`${name} ${template}`, { notification: wanted.rendered }, shown)
  }
  const results = runTrigger(config, trigger, { app, now: NOW })
  const { conditions = [] } = config.triggers.get(trigger) ?? {}
  const errors = results.flatMap(({ error }) => (error === undefined ? [] : [firstLine(error)]))
  const got = {
    results: results.map(({ triggered, oncePer = '' }, index) => ({
      Key: conditions[index]?.key,
      OncePer: oncePer,
      Templates: conditions[index]?.send,
      Triggered: triggered,
    })),
    ...(errors.length === 0
      ? {}
      : { evalErrors: errors.map((error) => `failed to execute when condition: ${error}`) }),
  }
  return difference(`${name} ${trigger}`, wanted, got)
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}

function difference(what: string, wanted: unknown, got: unknown): string | undefined {
  if (isDeepStrictEqual(wanted, got)) return undefined
  return `${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`
}
