import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Asked } from './asked.ts'
import type { Json } from './json.ts'

/** The roles that these folders of deploy/kubernetes/ give the controller. */
export function rolesIn(...folders: readonly string[]): readonly Json[] {
  const root = fileURLToPath(new URL('../../../deploy/kubernetes/', import.meta.url))
  return folders.flatMap((folder) =>
    globSync(`${root}${folder}/*role.yaml`).map((path) => parse(readFileSync(path, 'utf8'))),
  )
}

/** The requests that no rule allows, as the authorizer of Kubernetes reads rules; a Role counts in `argocd` only. */
export function forbidden(requests: readonly Asked[], roles: readonly Json[]): readonly Asked[] {
  return requests.filter(
    (asked) =>
      !roles.some(
        ({ kind, rules }) =>
          (kind === 'ClusterRole' || asked.namespace === 'argocd') &&
          rules.some((rule: Json) => allows(rule, asked)),
      ),
  )
}

function allows({ apiGroups, resources, resourceNames, verbs }: Json, asked: Asked): boolean {
  const isKind = apiGroups.includes(asked.group) && resources.includes(asked.plural)
  // A request without a name, or one that creates, fits no rule that is limited to names.
  const name = asked.verb === 'create' ? undefined : asked.name
  const isNamed =
    resourceNames === undefined || (name !== undefined && resourceNames.includes(name))
  return isKind && verbs.includes(asked.verb) && isNamed
}

/** The rules that no request needed, as `<verb> <resource>`. */
export function unused(requests: readonly Asked[], roles: readonly Json[]): readonly string[] {
  return roles.flatMap(({ rules }) =>
    rules.flatMap((rule: Json) =>
      rule.verbs
        .filter((verb: string) => {
          const one = { ...rule, verbs: [verb] }
          return !requests.some((asked) => allows(one, asked))
        })
        .map((verb: string) => `${verb} ${rule.resources[0]}`),
    ),
  )
}
