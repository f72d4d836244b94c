import type { WireArgocd } from '../api/wire-argocd.ts'

/** What `tocsin status` says of Argo CD Notifications. */
export function argocdLines(argocd: WireArgocd | undefined): readonly string[] {
  if (argocd === undefined) return []
  const { namespaces, applications, unconfirmed } = argocd
  const waiting = unconfirmed === 0 ? '' : `, of ${unconfirmed} the cluster has not the state yet`
  return [
    '',
    `Argo CD: ${applications} Applications${waiting}`,
    ...(namespaces.length === 0 ? ['  no ConfigMap was read yet: what is owed waits'] : []),
    ...namespaces.flatMap(({ namespace, services, readAt, problems }) => [
      `  ${namespace}: ${services.length} services, read ${readAt}`,
      ...problems.map(({ key, problem, usesLastGood, since }) => {
        const instead =
          usesLastGood === undefined
            ? ''
            : usesLastGood
              ? '; its last good value is used'
              : '; it is off'
        const begun = since === undefined ? '' : ` (since ${since})`
        return `    ${key}: ${problem.en}${instead}${begun}`
      }),
    ]),
  ]
}

/** Whether some key of a ConfigMap is not as it should be. */
export function isArgocdTroubled(argocd: WireArgocd | undefined): boolean {
  return argocd?.namespaces.some(({ problems }) => problems.length > 0) === true
}
