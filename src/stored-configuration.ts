// In: a store with revisions of the configuration, and what people save. Out: the configuration that counts.
// Must hold: only what `tocsin check` would call good is saved; no text that is kept, shown or compared holds a secret.
import { dirname, join, sep } from 'node:path'
import { adapters } from './adapters.ts'
import type { ApiOptions } from './api/api.ts'
import type { Clock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { type Chance, type IdSource, idSource } from './base/id.ts'
import { CONFIG_LIMITS, REVISION_LIMITS } from './base/limits.ts'
import { compareLines, unifiedDiff } from './base/line-diff.ts'
import type { Log } from './base/log.ts'
import { startLoop } from './base/loop.ts'
import type { Environment } from './base/proxy.ts'
import type { Secret } from './base/secret.ts'
import {
  diskReader,
  type Loading,
  loadConfiguration,
  type Problem,
  type ReadFile,
  type Warning,
  withoutSecrets,
} from './config/config.ts'
import type { Store } from './contract/store.ts'
import { entryOf } from './identity/identity.ts'
import type { Configuration } from './model/configuration.ts'
import type { ConfigurationRevision, WholeRevision } from './model/configuration-revision.ts'
import { tryTemplate } from './preview.ts'

type View = NonNullable<ApiOptions['configuring']>
type Saving = Parameters<View['save']>[0]
type Saved = Awaited<ReturnType<View['save']>>

/** What the very first revision is. */
export type FirstText = {
  readonly text: string
  readonly secrets: ReadonlyMap<string, Secret>
  readonly comment: string
}

/** A configuration that is kept in the store and edited in the console; `first` is asked where there is none yet. */
export type InStore = { readonly first: () => Promise<FirstText> }

/** What a hub begins with that is given nothing. */
export const EMPTY: FirstText = {
  text: `# The configuration of this hub. What is saved here is checked first, and counts at once.
sources: {}
contacts: {}
policies: {}
`,
  secrets: new Map(),
  comment: '',
}

type StoredParts = {
  readonly store: Store
  readonly clock: Clock
  readonly chance: Chance
  readonly environment: Environment
  /** The data folder. */
  readonly data: string
  readonly log: Log
}

/** With the ids of what is noted in the audit log. */
type Parts = StoredParts & { readonly newId: IdSource }

/** What is told of another configuration, or of one that cannot be used. */
type OnRevision = {
  reconfigure(configuration: Configuration): void
  reportBroken(problems: readonly string[]): void
}

/** The variables of the hub's environment that a configuration from the console may name. */
const OPEN_VARIABLES = /^TOCSIN_SECRET_/

/** What counts when a hub starts, and the configuration of the store, where that is it. Closes the store where it cannot be used. */
export async function startConfiguration(
  options: Pick<StoredParts, 'data' | 'log'> & {
    readonly configuration: Configuration | InStore
    readonly environment?: Environment
  },
  parts: Pick<StoredParts, 'store' | 'clock' | 'chance'>,
): Promise<{ readonly configuration: Configuration; readonly stored?: StoredConfiguration }> {
  const { configuration, data, log, environment = {} } = options
  if (!('first' in configuration)) return { configuration }
  try {
    const stored = await StoredConfiguration.open(
      { ...parts, data, log, environment },
      configuration,
    )
    return { configuration: stored.configuration, stored }
  } catch (error) {
    await parts.store.close()
    throw error
  }
}

/** The configuration of the store: what counts now, and what people do with it. */
export class StoredConfiguration implements Omit<View, 'preview'> {
  readonly #parts: Parts
  #configuration: Configuration
  /** The revision that was looked at last. */
  #seen: number
  #told: OnRevision | undefined

  /** Reads the newest revision that can be used. Throws TOCSIN_CONFIG_INVALID where there is none. */
  static async open(parts: StoredParts, { first }: InStore): Promise<StoredConfiguration> {
    const newest = await parts.store.newestRevision()
    const newId = idSource(parts.clock, parts.chance)
    if (newest === 0) await begin({ ...parts, newId }, await first())
    let problems: readonly string[] = []
    for (let number = Math.max(1, newest); number > newest - REVISION_LIMITS.triedMax; number--) {
      const stored = await parts.store.revision(number)
      if (!stored) break
      const loading = await load(stored, parts)
      if (loading.kind === 'loaded') {
        const { configuration } = loading
        return new StoredConfiguration(
          { ...parts, newId },
          { configuration, seen: Math.max(1, newest), problems },
        )
      }
      problems = problemLines(loading.problems, number)
      for (const line of problems) parts.log.error({}, line)
    }
    throw unusable(problems)
  }

  /** Why what is newer than what is used cannot be. */
  readonly problems: readonly string[]

  private constructor(
    parts: Parts,
    start: { configuration: Configuration; seen: number; problems: readonly string[] },
  ) {
    this.#parts = parts
    this.#configuration = start.configuration
    this.#seen = start.seen
    this.problems = start.problems
  }

  get configuration(): Configuration {
    return this.#configuration
  }

  /** From now on `told` hears of each other revision, whoever saved it: also another replica. */
  follow(told: OnRevision): { stop(): Promise<void> } {
    this.#told = told
    if (this.problems.length > 0) told.reportBroken(this.problems)
    const { clock, log, store } = this.#parts
    const turn = async () => {
      const newest = await store.newestRevision()
      if (newest > this.#seen) await this.reload(newest)
      return { more: false, nextAt: clock.now() + CONFIG_LIMITS.watchMs }
    }
    return startLoop({ name: 'revisions', clock, log, turn })
  }

  /** Reads a revision and the files that it names, also where nothing is newer; the newest where none is named. */
  async reload(number?: number): Promise<void> {
    const stored = await this.revision(number)
    if (!stored) return
    const loading = await load(stored, this.#parts)
    // Somebody may have saved meanwhile.
    if (stored.number < this.#seen) return
    this.#seen = stored.number
    if (loading.kind === 'loaded') this.#use(loading.configuration)
    else this.#told?.reportBroken(problemLines(loading.problems, stored.number))
  }

  async revision(number?: number): Promise<WholeRevision | undefined> {
    const { store } = this.#parts
    return store.revision(number ?? (await store.newestRevision()))
  }

  revisions(query: Parameters<View['revisions']>[0]): Promise<readonly ConfigurationRevision[]> {
    return this.#parts.store.revisions(query)
  }

  async check(text: string): ReturnType<View['check']> {
    const newest = await this.revision()
    const loading = await this.read(text)
    const changes = compareLines(newest?.text ?? '', text)
    if (loading.kind === 'loaded')
      return { problems: [], omitted: 0, warnings: loading.warnings.map(placed), changes }
    return {
      problems: loading.problems.map(placed),
      omitted: loading.omitted,
      warnings: [],
      changes,
    }
  }

  /** What a text would mean, with the secrets of now. */
  async read(text: string): Promise<Loading> {
    const newest = await this.revision()
    return load({ text, secrets: newest?.secrets ?? {} }, this.#parts)
  }

  async save({ text, secrets, comment, expected, restores, caller }: Saving): Promise<Saved> {
    const { store, clock } = this.#parts
    const base = await this.revision()
    if (base === undefined || base.number !== expected) return this.#stale()
    const given = { ...base.secrets, ...secrets }
    const read = await readApart({ text, secrets: given }, this.#parts)
    if (read.kind === 'broken')
      return { kind: 'broken', problems: read.problems.map(placed), omitted: read.omitted }
    const { apart, configuration } = read
    const isSame =
      apart.text === base.text && JSON.stringify(apart.secrets) === JSON.stringify(base.secrets)
    if (isSame && restores === undefined) return { kind: 'saved', revision: aboutOf(base) }
    const revision: WholeRevision = {
      ...{ number: base.number + 1, at: clock.now(), by: caller.name, comment },
      digest: configuration.revision,
      ...(restores === undefined ? {} : { restores }),
      ...apart,
    }
    const diff = unifiedDiff(base.text, apart.text)
    const audit = entryOf(
      {
        actor: caller,
        action: restores === undefined ? 'configuration.save' : 'configuration.restore',
        target: String(revision.number),
        after: { ...aboutOf(revision), diff },
      },
      { id: this.#parts.newId(), at: revision.at },
    )
    if (!(await store.putRevision(revision, { audit }))) return this.#stale()
    this.#seen = revision.number
    this.#use(configuration)
    return { kind: 'saved', revision: aboutOf(revision) }
  }

  async #stale(): Promise<Saved> {
    const newest = await this.revision()
    if (!newest) throw new Error('a hub that runs has a revision')
    return { kind: 'stale', newest: aboutOf(newest) }
  }

  #use(configuration: Configuration): void {
    this.#configuration = configuration
    this.#told?.reconfigure(configuration)
  }
}

/** The first revision of a hub. */
async function begin(parts: Parts, { text, secrets, comment }: FirstText): Promise<void> {
  const { store, clock, newId } = parts
  const actor = { kind: 'machine', name: 'this machine' } as const
  const given = Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.reveal()]))
  const read = await readApart({ text, secrets: given }, parts)
  // Nothing is kept that could not be used.
  if (read.kind === 'broken') throw unusable(problemLines(read.problems, 1))
  const { apart, configuration } = read
  const digest = configuration.revision
  const revision = { number: 1, at: clock.now(), by: actor.name, comment, digest, ...apart }
  const change = { actor, action: 'configuration.save', target: '1', after: aboutOf(revision) }
  const audit = entryOf(change, { id: newId(), at: revision.at })
  await store.putRevision(revision, { audit })
}

function unusable([first = '']: readonly string[]): TocsinError {
  return new TocsinError(
    'TOCSIN_CONFIG_INVALID',
    `Expected a configuration in the store that can be used, found none: ${first} Set the variables and files that it names.`,
  )
}

function aboutOf({
  text: _text,
  secrets: _secrets,
  ...about
}: WholeRevision): ConfigurationRevision {
  return about
}

/** Whoever edits in the console sees less of the machine than who writes its files. */
function load(
  { text, secrets }: Pick<WholeRevision, 'text' | 'secrets'>,
  { environment, data, clock }: StoredParts,
): Promise<Loading> {
  const path = join(data, 'configuration', 'tocsin.yaml')
  const bytes = new TextEncoder().encode(text)
  const open = Object.entries(environment).filter(([name]) => OPEN_VARIABLES.test(name))
  return loadConfiguration({
    path,
    environment: { ...Object.fromEntries(open), ...secrets },
    referencesAreSecret: true,
    adapters,
    readFile: async (file, options) =>
      file === path ? { kind: 'read', bytes } : readBelow(dirname(path))(file, options),
    tryTemplate: (template) => tryTemplate(template, clock),
  })
}

function readBelow(folder: string): ReadFile {
  return async (file, options) =>
    file.startsWith(folder + sep) ? diskReader(file, options) : { kind: 'outside' }
}

/** Reads a text, puts references in place of its secrets, and forgets secrets that it does not name; or what is wrong with it. */
async function readApart(
  { text, secrets: given }: Pick<WholeRevision, 'text' | 'secrets'>,
  parts: StoredParts,
): Promise<
  | {
      readonly kind: 'good'
      readonly apart: Pick<WholeRevision, 'text' | 'secrets'>
      readonly configuration: Configuration
    }
  | Extract<Loading, { kind: 'broken' }>
> {
  const loading = await load({ text, secrets: given }, parts)
  if (loading.kind === 'broken') return loading
  const { written } = loading
  const newName = (): string =>
    `KEPT_${Buffer.from(parts.chance.bytes(5)).toString('hex').toUpperCase()}`
  const { text: shown, secrets } = withoutSecrets(text, written, { isMoved: false, newName })
  const kept = Object.entries(given).filter(([name]) => written.variables.has(name))
  const found = [...secrets].map(([name, secret]) => [name, secret.reveal()] as const)
  if (kept.length + found.length > REVISION_LIMITS.secretsMax)
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected at most ${REVISION_LIMITS.secretsMax} secrets in a configuration, found more. Use fewer.`,
    )
  const apart = { text: shown, secrets: Object.fromEntries([...kept, ...found]) }
  // What counts is what a restart would read.
  const again = found.length === 0 ? loading : await load(apart, parts)
  return again.kind === 'broken'
    ? again
    : { kind: 'good', apart, configuration: again.configuration }
}

function placed({ code, line, column, message }: Problem | Warning) {
  return { code, line, column, message }
}

function problemLines(problems: readonly Problem[], revision: number): readonly string[] {
  return problems.map(
    ({ line, column, code, message }) =>
      `revision ${revision}:${line}:${column}  ${code}  ${message}`,
  )
}
