import { hash } from 'node:crypto'
import type { Configuration, Endpoint, Policy, SourceConfiguration } from './configuration.ts'

/** A configuration with the look-ups that every event and message needs. Made once a revision. */
export type Directory = {
  readonly configuration: Configuration
  readonly policies: ReadonlyMap<string, Policy>
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** The source whose ingest key this is. Takes the same time for every wrong key. */
  readonly sourceByKey: (key: string) => SourceConfiguration | undefined
}

/** Builds the look-ups of `configuration`. */
export function createDirectory(configuration: Configuration): Directory {
  const sources = new Map(
    configuration.sources.map((source) => [digest(source.key.reveal()), source]),
  )
  const endpoints = [...configuration.contacts.values()].flatMap((contact) => contact.endpoints)
  return {
    configuration,
    policies: new Map(configuration.policies.map((policy) => [policy.id, policy])),
    endpoints: new Map(endpoints.map((endpoint) => [endpoint.id, endpoint])),
    sourceByKey: (key) => sources.get(digest(key)),
  }
}

function digest(key: string): string {
  return hash('sha256', key, 'base64url')
}
