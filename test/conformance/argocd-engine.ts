import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  evaluateApplication,
  type JsonValue,
  readArgoConfig,
  showTemplates,
} from '../../src/argocd/argocd.ts'
import type { ArgoConfig } from '../../src/argocd/configuration.ts'
import { annotated } from '../../src/argocd/destinations.ts'
import { forgetUndelivered, parseState } from '../../src/argocd/state.ts'

type Json = Readonly<Record<string, JsonValue>>

/** What is wrong with our reading of a line of argocd/config.jsonl, in strict mode; undefined when it passes. */
export function judgeConfig(line: string): string | undefined {
  const { name, data, secret, error, stage: _, ...wanted } = JSON.parse(line)
  const config = readArgoConfig({ data }, { stringData: secret ?? {} }, { strict: true })
  const problem = config.problems[0]?.problem
  // There the package with this type had another name.
  if (error !== undefined)
    return difference(name, error.replace('apix.', 'subscriptions.'), problem)
  if (problem !== undefined) return `${name}: ${problem}`
  const got = {
    defaultTriggers: orNull(config.defaultTriggers),
    serviceDefaultTriggers: Object.fromEntries(config.serviceDefaultTriggers),
    services: Object.fromEntries(
      [...config.services].map(([service, { type, options }]) => [service, shown(type, options)]),
    ),
    subscriptions: orNull(
      config.subscriptions.map(({ recipients, triggers }) => ({ recipients, triggers })),
    ),
    templates: Object.fromEntries(
      [...config.templates].map(([template, { source }]) => [template, source]),
    ),
    triggers: Object.fromEntries(
      [...config.triggers].map(([trigger, { conditions }]) => [
        trigger,
        orNull(
          conditions.map(({ when, oncePer, send }) => ({
            ...(oncePer === undefined ? {} : { oncePer }),
            ...(when === '' ? {} : { when }),
            send,
          })),
        ),
      ]),
    ),
  }
  return difference(name, wanted, got)
}

function orNull<Item>(list: readonly Item[]): readonly Item[] | null {
  return list.length === 0 ? null : list
}

function plainText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A service as Go prints its options; what a service takes where it is not said is not the reader's business. */
function shown(type: string, options: Json): string {
  const number = (name: string, otherwise = 0) => Number(options[name] ?? otherwise) || otherwise
  const text = (name: string) => plainText(options[name] ?? '')
  const transport = `InsecureSkipVerify:${plainText(options.insecureSkipVerify ?? false)} TransportOptions:{MaxIdleConns:${number('maxIdleConns')} MaxIdleConnsPerHost:${number('maxIdleConnsPerHost')} MaxConnsPerHost:${number('maxConnsPerHost')} IdleConnTimeout:${text('idleConnTimeout')}}`
  if (type === 'teams') {
    const urls = Object.entries(options.recipientUrls ?? {}).map(([key, url]) => `${key}:${url}`)
    return `{opts:{RecipientUrls:map[${urls.join(' ')}] ${transport}}}`
  }
  const headers = (Array.isArray(options.headers) ? options.headers : []).map(
    (header: Json) =>
      `{Name:${plainText(header.name ?? '')} Value:${plainText(header.value ?? '')}}`,
  )
  const retry = `RetryWaitMin:${number('retryWaitMin', 1e9)} RetryWaitMax:${number('retryWaitMax', 5e9)} RetryMax:${number('retryMax', 3)}`
  return `{opts:{URL:${text('url')} Headers:[${headers.join(' ')}] BasicAuth:<nil> ${retry} ${transport}}}`
}

/** The same for a line of argocd/annotations.jsonl. Of what upstream gives now and then, the right answer is ours. */
export function judgeAnnotations(line: string): string | undefined {
  const { name, annotations, defaultTriggers, serviceDefaultTriggers, destinations } =
    JSON.parse(line)
  const { found } = annotated(annotations, {
    defaultTriggers: defaultTriggers ?? [],
    serviceDefaultTriggers: new Map(Object.entries(serviceDefaultTriggers ?? {})),
  })
  const got: Record<string, unknown[]> = {}
  for (const [trigger, destination] of found) {
    const list = got[trigger] ?? []
    if (!list.some((one) => isDeepStrictEqual(one, destination))) list.push(destination)
    got[trigger] = list
  }
  return difference(name, destinations, got)
}

type Step = {
  readonly vars: { readonly on?: boolean; readonly rev?: unknown }
  readonly recipients: readonly string[]
  readonly sendAttempts: readonly string[] | null
  readonly stateKeysAfter: readonly string[] | null
}

/** The same for a line of argocd/state.jsonl. */
export function judgeState(line: string): string | undefined {
  const { name, conditions, conditionsFromHalf, steps } = JSON.parse(line)
  let state: string | undefined
  const half = Math.floor(steps.length / 2)
  for (const [index, step] of (steps as readonly Step[]).entries()) {
    const given = index >= half && conditionsFromHalf ? conditionsFromHalf : conditions
    const config = stepConfig(given, step)
    const pass = evaluateApplication(config, {
      app: { metadata: { name: 'app', namespace: 'ns', uid: 'u' }, vars: step.vars },
      now: 1_772_676_901_000 + index * 1_000,
      state: { text: state },
    })
    const wanted = step.sendAttempts ?? []
    const attempts = pass.deliveries.map(({ key, recipient, templates }) => {
      const at = /\[(\d)\]/.exec(key)?.[1]
      return `[${at}][${templates.join(' ')}]->${recipient}`
    })
    const failed = pass.deliveries.filter((_, at) => wanted.includes(`${attempts[at]} FAILED`))
    state = forgetUndelivered(pass.annotation, failed)
    const miss =
      difference(
        `${name} ${index}`,
        wanted.map((one) => one.replace(' FAILED', '')),
        attempts,
      ) ??
      difference(
        `${name} ${index} state`,
        (step.stateKeysAfter ?? []).toSorted(),
        [...parseState(state).keys()].map((key) => withTheirHash(key, given)).toSorted(),
      )
    if (miss !== undefined) return miss
  }
  return undefined
}

const VARIABLES = /\b(on|rev)\b/g

type Condition = { readonly when: string; readonly oncePer?: string; readonly send: string[] }

/** There the variables stood by themselves; here they are in the Application. */
function stepConfig(conditions: readonly Condition[], { recipients }: Step): ArgoConfig {
  const dressed = conditions.map(({ when, oncePer, send }) => ({
    when: when.replace(VARIABLES, 'app.vars.$1'),
    ...(oncePer === undefined ? {} : { oncePer: oncePer.replace(VARIABLES, 'app.vars.$1') }),
    send,
  }))
  return readArgoConfig(
    {
      data: {
        'trigger.t': JSON.stringify(dressed),
        subscriptions: JSON.stringify([
          { triggers: ['t'], recipients: recipients.map((one) => `svc:${one}`) },
        ]),
      },
    },
    undefined,
    { strict: true },
  )
}

/** Keys hold hashes of the text, which is another here. */
function withTheirHash(key: string, conditions: readonly Condition[]): string {
  let own = key
  for (const { when } of [...ALL_WHENS, ...conditions])
    own = own.replace(hashOf(when.replace(VARIABLES, 'app.vars.$1')), hashOf(when))
  return own
}

/** Of both halves: the first one's keys may stay. */
const ALL_WHENS: readonly Condition[] = [{ when: 'on', send: [] }]

function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url')
}

function difference(what: string, wanted: unknown, got: unknown): string | undefined {
  if (isDeepStrictEqual(wanted, got)) return undefined
  return `${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`
}

const MERGED: Readonly<Record<string, object>> = {
  a: {
    message: 'A',
    email: { subject: 'SA', body: 'BA' },
    webhook: { h1: { method: 'POST', body: 'b1', path: 'p1' }, h2: { method: 'PUT', body: 'b2' } },
  },
  b: { email: { subject: 'SB' }, webhook: { h2: { body: 'b2b' } } },
  c: { message: 'C {{.nope}}' },
  bad: { message: '{{ fail "x" }}' },
}

/** The same for a line of argocd/templates_merge.txt; undefined for its list of functions too. */
export function judgeMerge(line: string): string | undefined {
  const [, list = '', answer = ''] = /^merge \[(.*?)\] (.*)$/.exec(line) ?? []
  if (answer === '') return undefined
  const [, json = '', error = ''] = /^(\{.*\}|null) (.*)$/.exec(answer) ?? []
  const data = Object.entries(MERGED).map(([name, value]) => [
    `template.${name}`,
    JSON.stringify(value),
  ])
  const config = readArgoConfig({ data: Object.fromEntries(data) }, undefined, { strict: true })
  const got = showTemplates(config, {
    app: {},
    templates: list.split(' ').filter(Boolean),
    destination: { service: 'h1', recipient: '' },
  })
  const wanted = error === '<nil>' ? { notification: JSON.parse(json) } : { problem: error }
  return difference(line, wanted, got)
}
