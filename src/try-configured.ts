import { adapters } from './adapters.ts'
import type { TriedAnswer } from './api/api.ts'
import { readSource } from './config/config.ts'
import type { SourceRequest } from './contract/source.ts'
import type { Live } from './live.ts'
import { trySource } from './try-source.ts'
import type { RunningHub } from './wiring.ts'

/** A source of the configuration, or its type with other settings, reads a request that is not kept. */
export async function tryConfigured(
  name: string,
  asked: { readonly request: SourceRequest; readonly settings?: unknown },
  { hub, live }: { readonly hub: RunningHub; readonly live: Live },
): Promise<TriedAnswer> {
  const configured = live.directory.configuration.sources.find((source) => source.name === name)
  if (!configured) return { kind: 'unknown' }
  const { type } = configured
  const read =
    asked.settings === undefined
      ? ({ kind: 'source', source: configured } as const)
      : await readSource({ name, type, settings: asked.settings }, adapters)
  if (read.kind === 'wrong') return read
  const types = hub.sourceTypes
  const { source } = read
  const { request } = asked
  const tried = trySource({ source, types, request, receivedAt: hub.clock.now() })
  return { kind: 'tried', type, tried }
}
