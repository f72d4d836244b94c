import type { WireArgocd, WireArgocdController } from '../api/wire-argocd.ts'

/** What `tocsin status` says of Argo CD Notifications. */
export function argocdLines(argocd: WireArgocd | undefined): readonly string[] {
  if (argocd === undefined) return []
  const { namespaces, applications, unconfirmed, controller } = argocd
  const waiting = unconfirmed === 0 ? '' : `, of ${unconfirmed} the cluster has not the state yet`
  return [
    '',
    `Argo CD: ${applications} Applications${waiting}`,
    ...(controller === undefined ? [] : controllerLines(controller)),
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

function controllerLines(controller: WireArgocdController): readonly string[] {
  const { leading, leader, watched, waiting, ended, patched, failed, lastFailure } = controller
  const other = leader === undefined ? 'and nobody does yet' : `${leader} does`
  return [
    `  ${leading ? 'this replica works' : `this replica does not work, ${other}`}; annotations changed: ${patched}`,
    `  watched: ${watched.map(({ kind, objects }) => `${objects} ${kind}`).join(', ')}`,
    ...watched.flatMap(({ kind, ready, trouble }) =>
      trouble !== undefined
        ? [`    ${kind}: ${trouble}`]
        : ready
          ? []
          : [`    ${kind}: not listed yet`],
    ),
    ...(waiting + ended === 0 ? [] : [`  to be looked at: ${waiting}, ended: ${ended}`]),
    ...(lastFailure === undefined
      ? []
      : [
          `  ${failed} looks failed, the last at ${lastFailure.at}, of ${lastFailure.application}: ${lastFailure.text}`,
        ]),
  ]
}

/** Whether some key of a ConfigMap is not as it should be, or the cluster cannot be watched. */
export function isArgocdTroubled(argocd: WireArgocd | undefined): boolean {
  const { namespaces = [], controller } = argocd ?? {}
  const isBroken = namespaces.some(({ problems }) => problems.length > 0)
  return isBroken || controller?.watched.some(({ trouble }) => trouble !== undefined) === true
}
