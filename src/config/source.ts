import { Secret } from '../base/secret.ts'
import type { SourceConfiguration } from '../model/configuration.ts'
import type { Adapted } from './adapter.ts'
import type { AssembleOptions } from './assemble.ts'
import { lifeOf } from './life.ts'
import type { Place } from './problem.ts'
import { quietOf } from './quiet.ts'
import { quote, type Read } from './reader.ts'
import { guardsOf } from './source-keys.ts'

/** The sources from what was read. Two that share a key are reported, and so is one whose two keys are the same. */
export function sourcesOf({
  read,
  adapters,
  findings,
  lineOf,
}: AssembleOptions): readonly SourceConfiguration[] {
  const sources: SourceConfiguration[] = []
  const owners = new Map<string, { name: string; at: Place }>()
  const claim = (name: string, { value, at }: Read<Secret>): void => {
    const owner = owners.get(value.reveal())
    if (owner === undefined) owners.set(value.reveal(), { name, at })
    else
      findings.add(
        'TOCSIN_CONFIG_INVALID',
        at,
        owner.name === name
          ? `The source ${quote(name)} has the same ingest key twice. Give it a new key, or remove "previousKey".`
          : `The sources ${quote(owner.name)} (line ${lineOf(owner.at)}) and ${quote(name)} have the same ingest key. Give each its own.`,
      )
  }
  for (const { name, entry } of read.sources?.value.values() ?? []) {
    const key = secretOf(entry?.value.own, 'key')
    if (entry === undefined || key === undefined) continue
    const { type, own, settings } = entry.value
    const previousKey = secretOf(own, 'previousKey')
    claim(name, key)
    if (previousKey) claim(name, previousKey)
    const repeatsRarely = adapters.sources.find((one) => one.type === type)?.repeatsRarely === true
    const life = lifeOf(own, read.alerts, { repeatsRarely })
    const guards = guardsOf(own)
    const quiet = quietOf(own)
    sources.push({
      ...{ name, type, key: key.value, settings, life },
      ...(previousKey === undefined ? {} : { previousKey: previousKey.value }),
      ...(guards === undefined ? {} : { guards }),
      ...(quiet === undefined ? {} : { quiet }),
      ...(own.get('paused')?.value === true ? { paused: true } : {}),
    })
  }
  return sources
}

function secretOf(own: Adapted['own'] | undefined, name: string): Read<Secret> | undefined {
  const read = own?.get(name)
  return read && read.value instanceof Secret ? { value: read.value, at: read.at } : undefined
}
