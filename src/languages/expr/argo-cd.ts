// In: what Argo CD knows of repositories, and a clock. Out: the names that its conditions and templates may use:
// `time`, `strings` and `repo`, each a map of Go functions and constants, as Argo CD's notifications have them.
// Nothing in here reaches the network: whoever asks has fetched what the functions answer.
import type { Clock } from '../../base/clock.ts'
import {
  GoDuration,
  HOUR,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  NANOSECOND,
  SECOND,
} from '../values/duration.ts'
import { GoValue, typedList } from '../values/kind.ts'
import { RFC3339, RFC3339_NANO } from '../values/layout.ts'
import { type GoTime, parseTime, timeFromMs, zeroTime } from '../values/time.ts'
import { Failure } from './failure.ts'
import { GoFunction } from './function.ts'
import { anyType, type GoType, stringType, timeType } from './nature.ts'
import { fullNameByRepoUrl, queryEscape, repoUrlToHttps } from './repo-url.ts'
import { lowerText, upperText } from './text-case.ts'

/** What Argo CD tells of a commit. */
export type CommitMetadata = {
  readonly message: string
  readonly author: string
  readonly date: GoTime
  readonly tags: readonly string[]
}

/** What Argo CD tells of how an application is made. */
export type AppDetails = {
  /** `Helm`, `Kustomize`, `Directory`, … */
  readonly type: string
  readonly helm?: {
    readonly name: string
    readonly valueFiles: readonly string[]
    readonly parameters: readonly { readonly name: string; readonly value: string }[]
    readonly values: string
    readonly fileParameters: readonly { readonly name: string; readonly path: string }[]
    /** What the Application sets over the chart's parameters. */
    readonly overrides: readonly { readonly name: string; readonly value: string }[]
  }
}

/** What has been learned of the application's repository before an expression runs. */
export interface ArgoCdRepository {
  /** The commit's details, or why there are none. */
  commitMetadata(revision: string): CommitMetadata | { readonly problem: string }
  appDetails(): AppDetails | { readonly problem: string }
}

/** Names and what they stand for. */
export type Environment = Readonly<Record<string, unknown>>

export type ArgoCdOptions = {
  /** What `time.Now` tells. */
  readonly clock: Clock
  readonly repository: ArgoCdRepository
}

/** `time`, `strings` and `repo`, to be put beside `app`, `context` and the rest. */
export function argoCdEnvironment(options: { clock: Clock; repository: ArgoCdRepository }): {
  time: Environment
  strings: Environment
  repo: Environment
} {
  return {
    time: timeEnvironment(options.clock),
    strings: STRINGS,
    repo: repoEnvironment(options.repository),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function fn(
  params: readonly GoType[],
  result: GoType,
  apply: (args: readonly unknown[]) => unknown,
): GoFunction {
  return new GoFunction({ params, results: [result] }, apply)
}

const LAYOUTS: Environment = {
  Layout: "01/02 03:04:05PM '06 -0700",
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339,
  RFC3339Nano: RFC3339_NANO,
  Kitchen: '3:04PM',
  Stamp: 'Jan _2 15:04:05',
  StampMilli: 'Jan _2 15:04:05.000',
  StampMicro: 'Jan _2 15:04:05.000000',
  StampNano: 'Jan _2 15:04:05.000000000',
}

function timeEnvironment(clock: Clock): Environment {
  return {
    Parse: fn([stringType], timeType, ([value]) => parseTime(RFC3339, text(value))),
    Now: fn([], timeType, () => timeFromMs(clock.now())),
    Nanosecond: new GoDuration(NANOSECOND),
    Microsecond: new GoDuration(MICROSECOND),
    Millisecond: new GoDuration(MILLISECOND),
    Second: new GoDuration(SECOND),
    Minute: new GoDuration(MINUTE),
    Hour: new GoDuration(HOUR),
    ...LAYOUTS,
  }
}

const STRINGS: Environment = {
  ReplaceAll: fn([stringType, stringType, stringType], stringType, ([whole, old, fresh]) =>
    text(whole).replaceAll(text(old), () => text(fresh)),
  ),
  ToUpper: fn([stringType], stringType, ([value]) => upperText(text(value))),
  ToLower: fn([stringType], stringType, ([value]) => lowerText(text(value))),
}

function repoEnvironment(repository: ArgoCdRepository): Environment {
  return {
    RepoURLToHTTPS: fn([stringType], stringType, ([url]) => repoUrlToHttps(text(url))),
    FullNameByRepoURL: fn([stringType], stringType, ([url]) => fullNameByRepoUrl(text(url))),
    QueryEscape: fn([stringType], stringType, ([value]) => queryEscape(text(value))),
    GetCommitMetadata: fn([stringType], anyType, ([revision]) => {
      const metadata = repository.commitMetadata(text(revision))
      if ('problem' in metadata) throw new Failure(metadata.problem)
      return commitStruct(metadata)
    }),
    GetAppDetails: fn([], anyType, () => {
      const details = repository.appDetails()
      if ('problem' in details) throw new Failure(details.problem)
      return detailsStruct(details)
    }),
  }
}

/** A Go struct, or a pointer to one: named fields in order, and perhaps methods. */
class GoStruct extends GoValue {
  readonly goKind: 'struct' | 'ptr'
  readonly goType: string
  readonly #fields: readonly (readonly [name: string, value: unknown])[]
  readonly #methods: ReadonlyMap<string, GoFunction>

  constructor(
    goType: string,
    fields: Readonly<Record<string, unknown>>,
    methods: Readonly<Record<string, GoFunction>> = {},
  ) {
    super()
    this.goType = goType
    this.goKind = goType.startsWith('*') ? 'ptr' : 'struct'
    this.#fields = Object.entries(fields)
    this.#methods = new Map(Object.entries(methods))
  }

  override goFields(): readonly (readonly [name: string, value: unknown])[] {
    return this.#fields
  }

  findMethod(name: string): GoFunction | undefined {
    return this.#methods.get(name)
  }
}

function commitStruct(metadata: CommitMetadata): GoStruct {
  return new GoStruct('shared.CommitMetadata', {
    Message: metadata.message,
    Author: metadata.author,
    Date: metadata.date ?? zeroTime,
    Tags: typedList('string', [...metadata.tags]),
  })
}

function detailsStruct(details: AppDetails): GoStruct {
  const { helm } = details
  return new GoStruct('shared.AppDetail', {
    Type: details.type,
    Helm: helm ? helmStruct(helm) : null,
    Kustomize: null,
    Directory: null,
  })
}

function helmStruct(helm: NonNullable<AppDetails['helm']>): GoStruct {
  const parameter = (type: string) => (entry: { name: string; value: string }) =>
    new GoStruct(type, { Name: entry.name, Value: entry.value })
  const spec = new GoStruct('apiclient.HelmAppSpec', {
    Name: helm.name,
    ValueFiles: typedList('string', [...helm.valueFiles]),
    Parameters: helm.parameters.map(parameter('v1alpha1.HelmParameter')),
    Values: helm.values,
    FileParameters: helm.fileParameters.map(
      (entry) => new GoStruct('v1alpha1.HelmFileParameter', { Name: entry.name, Path: entry.path }),
    ),
  })
  return new GoStruct(
    '*shared.CustomHelmAppSpec',
    {
      HelmAppSpec: spec,
      HelmParameterOverrides: helm.overrides.map(parameter('v1alpha1.HelmParameter')),
    },
    {
      GetParameterValueByName: fn([stringType], stringType, ([name]) => {
        const all = [...helm.overrides, ...helm.parameters]
        return all.find((entry) => entry.name === name)?.value ?? ''
      }),
      GetFileParameterPathByName: fn(
        [stringType],
        stringType,
        ([name]) => helm.fileParameters.find((entry) => entry.name === name)?.path ?? '',
      ),
    },
  )
}
