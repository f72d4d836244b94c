import { type ManualClock, nextTurn } from '../../../src/base/clock.ts'
import type { Chance } from '../../../src/base/id.ts'
import { Secret } from '../../../src/base/secret.ts'
import { ApiClient } from '../../../src/kubernetes/api-client.ts'
import type { ClusterAccess } from '../../../src/kubernetes/cluster-access.ts'
import type { TestApiServer } from './api-server.ts'
import type { Json } from './json.ts'

/** Access to the test server, with a token where it asks for one. */
export function accessTo(server: TestApiServer, token?: string): ClusterAccess {
  const tls = {}
  return {
    origin: server.url,
    pathPrefix: '',
    namespace: 'default',
    credentials: async () => ({
      tls,
      ...(token ? { authorization: new Secret(`Bearer ${token}`) } : {}),
    }),
    renew: () => undefined,
  }
}

export function clientOf(server: TestApiServer, clock: ManualClock): ApiClient {
  return new ApiClient(accessTo(server), clock)
}

/** Chance that is always the same. */
export const evenChance: Chance = { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 }

/**
 * Lets everything work until `isSo`, moving time on while it is not. A look takes as long as a request and its answer do,
 * so that what is under way has had its chance before time moves.
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  { server, clock, stepMs = 1_000 }: { server: TestApiServer; clock: ManualClock; stepMs?: number },
): Promise<void> {
  for (let looks = 1; looks <= LOOKS_MAX; looks++) {
    if (await isSo()) return
    await roundTrip(server)
    if (looks % LOOKS_A_STEP === 0) clock.advance(stepMs)
  }
  throw new Error(`not so after ${LOOKS_MAX} looks: ${isSo.toString()}`)
}

/** Lets what is under way come to its end, without moving time. */
export async function settled(server: TestApiServer): Promise<void> {
  for (let looks = 1; looks <= LOOKS_A_STEP; looks++) await roundTrip(server)
}

const LOOKS_A_STEP = 12
const LOOKS_MAX = 2_000

async function roundTrip(server: TestApiServer): Promise<void> {
  try {
    await (await fetch(`${server.url}/version`)).text()
  } catch {
    await nextTurn()
  }
  await nextTurn()
}

/** An Application as Argo CD has it. */
export function application(
  name: string,
  more: { namespace?: string; [field: string]: unknown } = {},
): Json {
  const { namespace = 'argocd', metadata = {}, ...rest } = more
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace, ...(metadata as object) },
    spec: { project: 'default' },
    status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } },
    ...rest,
  }
}
