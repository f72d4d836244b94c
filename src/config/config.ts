// In: the path of tocsin.yaml, the environment, a reader of files and the lists of adapters.
// Out: one frozen Configuration with warnings, or every problem with its line; the same again when a file changes.
// Must hold: the same files and environment give the same answer; no secret is in any message, revision or JSON.

import type { Configuration } from '../model/configuration.ts'
import type { CalendarLayer } from '../model/schedule.ts'
import { type CalendarFacts, calendarLayerOf } from './calendar.ts'
import type { Adapters } from './definition.ts'
import { format } from './format.ts'
import { type GivenEndpoint, type ReadEndpoint, readGivenEndpoint } from './given-endpoint.ts'
import { type ReadPolicy, readGivenPolicy } from './given-policy.ts'
import { type GivenSource, type ReadSource, readGivenSource } from './given-source.ts'
import { type Importing, importForeign } from './import/import.ts'
import { keepSecretsApart, type WithoutSecrets } from './kept-secrets.ts'
import { type Loading, type LoadOptions, load, type Written } from './load.ts'
import type { Problem, Warning } from './problem.ts'
import { type ReadFile, readFromDisk } from './read-file.ts'
import { referenceOf, schemaOf } from './reference.ts'
import type { JsonSchema } from './shape.ts'
import { type ConfigurationWatch, type WatchOptions, watch } from './watch.ts'

export type { Adapters } from './definition.ts'
export type { Importing } from './import/import.ts'
export type { Loading, LoadOptions } from './load.ts'
export type { Problem, Warning } from './problem.ts'
export type { ReadFile } from './read-file.ts'
export type { JsonSchema } from './shape.ts'
export type { ConfigurationWatch, WatchOptions } from './watch.ts'

/**
 * Reads `tocsin.yaml` and the secret files that it names. What is wrong with them comes back as
 * problems in the order of the file; it never rejects for what a file holds.
 */
export function loadConfiguration(options: LoadOptions): Promise<Loading> {
  return load(options)
}

/**
 * Watches the configuration and its secret files, and loads them when they changed and settled.
 * It only reports through `onChange`: what is done with a loading is the caller's business.
 */
export function watchConfiguration(options: WatchOptions): ConfigurationWatch {
  return watch(options)
}

/** Reads an endpoint that came through the API: by the rules of the file, and with less rights. */
export function readEndpoint(given: GivenEndpoint, adapters: Adapters): Promise<ReadEndpoint> {
  return readGivenEndpoint(given, adapters)
}

/** Reads the settings of a source that is only to be tried. */
export function readSource(given: GivenSource, adapters: Adapters): Promise<ReadSource> {
  return readGivenSource(given, adapters)
}

/** The layer of a calendar that was fetched, by the rules of one that is named as a file; or why it is no calendar. */
export function readCalendarLayer(
  facts: CalendarFacts,
): CalendarLayer | { readonly broken: string } {
  return calendarLayerOf(facts)
}

/** Reads a policy that came through the API, with the names that `configuration` has. */
export function readPolicy(
  given: unknown,
  configuration: Configuration,
  adapters: Adapters,
): Promise<ReadPolicy> {
  return readGivenPolicy(given, configuration, adapters)
}

/** Puts references in place of the secrets of a text that was loaded; with `isMoved` it needs neither files nor the environment any more. */
export function withoutSecrets(
  text: string,
  written: Written,
  options: { readonly isMoved: boolean; readonly newName: () => string },
): WithoutSecrets {
  return keepSecretsApart(text, written, options)
}

/** Translates the configuration of another program: Alertmanager's, or Argo CD Notifications'. */
export function importConfiguration(text: string): Importing {
  return importForeign(text)
}

/** A problem or warning for a terminal: place, code, message, and the line with a caret. */
export function formatProblem(problem: Problem | Warning, options: { colour: boolean }): string {
  return format(problem, options)
}

/** The JSON Schema (draft 7) of `tocsin.yaml` with these adapters, for editors. */
export function configurationSchema(adapters: Adapters): JsonSchema {
  return schemaOf(adapters)
}

/** The reference page `docs/reference/configuration.md` with these adapters, as Markdown. */
export function renderReference(adapters: Adapters): string {
  return referenceOf(adapters)
}

/** Reads files of the machine's disk, bounded, without waiting for pipes. */
export const diskReader: ReadFile = readFromDisk
