import { ValueError } from '../languages/values/kind.ts'
import { RFC3339 } from '../languages/values/layout.ts'
import { parseTime } from '../languages/values/time.ts'

/** A commit, as Argo CD knows it. */
export type CommitFacts = {
  readonly message: string
  readonly author: string
  /** RFC 3339. */
  readonly date: string
  readonly tags: readonly string[]
}

type Named = { readonly name: string; readonly value: string }

/** How an Application is made, as Argo CD knows it. */
export type DetailFacts = {
  /** `Helm`, `Kustomize`, `Directory`, … */
  readonly type: string
  readonly helm?: {
    readonly name: string
    readonly valueFiles: readonly string[]
    readonly parameters: readonly Named[]
    readonly values: string
    readonly fileParameters: readonly { readonly name: string; readonly path: string }[]
    /** What the Application sets over the chart's parameters. */
    readonly overrides: readonly Named[]
  }
}

/** Why something is not known. */
export type Unknown = { readonly problem: string }

/** What `repo.GetCommitMetadata` and `repo.GetAppDetails` answer about one Application. */
export type Repository = {
  commit(revision: string): CommitFacts | Unknown
  details(): DetailFacts | Unknown
}

const NOT_ASKED =
  'this asks Argo CD, whose address was not given: say --argocd-server and ARGOCD_AUTH_TOKEN, or use what the Application itself says, for example .app.status.sync.revision'

/** Where nobody can be asked. */
export const NO_REPOSITORY: Repository = {
  commit: () => ({ problem: NOT_ASKED }),
  details: () => ({ problem: NOT_ASKED }),
}

/** As conditions take it. */
export function forConditions(repository: Repository) {
  return {
    commitMetadata(revision: string) {
      const found = repository.commit(revision)
      return 'problem' in found ? found : { ...found, date: parseTime(RFC3339, found.date) }
    },
    appDetails: () => repository.details(),
  }
}

/** As templates take it, with Go's names. */
export function forTemplates(repository: Repository) {
  return {
    commitMetadata(revision: string) {
      const { message, author, date, tags } = known(repository.commit(revision))
      return { Message: message, Author: author, Date: date, Tags: tags }
    },
    appDetails() {
      const { type, helm } = known(repository.details())
      return { Type: type, Helm: helm === undefined ? null : helmOf(helm) }
    },
  }
}

function known<Facts extends object>(found: Facts | Unknown): Facts {
  if ('problem' in found) throw new ValueError(found.problem)
  return found
}

function helmOf(helm: NonNullable<DetailFacts['helm']>): object {
  const named = ({ name, value }: Named) => ({ Name: name, Value: value })
  return {
    HelmAppSpec: {
      Name: helm.name,
      ValueFiles: helm.valueFiles,
      Parameters: helm.parameters.map(named),
      Values: helm.values,
      FileParameters: helm.fileParameters.map(({ name, path }) => ({ Name: name, Path: path })),
    },
    HelmParameterOverrides: helm.overrides.map(named),
  }
}
