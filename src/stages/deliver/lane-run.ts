import { assert } from '../../base/assert.ts'
import { robotOf } from '../../model/directory.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import type { QuotaUse, Robot } from './robot.ts'
import { type Route, settingsOf } from './route.ts'
import type { TurnFacts } from './turn.ts'

export type LaneRunOptions = {
  readonly lane: string
  /** The endpoints that stand in this lane today. */
  readonly routes: readonly Route[]
  readonly quotas: ReadonlyMap<string, QuotaUse | undefined>
  readonly routeOf: (endpointId: string) => Route | undefined
  readonly heirOf?: ((endpointId: string) => Route | undefined) | undefined
}

/** What is known of a lane's robots during one turn: read when it began, kept up after each attempt. */
export class LaneRun {
  readonly #options: LaneRunOptions
  readonly #states = new Map<string, LaneState>()
  readonly #spent = new Map<string, number>()
  #asDigest: ReadonlySet<string> = new Set()

  constructor(options: LaneRunOptions) {
    this.#options = options
  }

  get lane(): string {
    return this.#options.lane
  }

  /** Whether the configuration still has an endpoint in this lane. */
  get isConfigured(): boolean {
    return this.#options.routes.length > 0
  }

  /** The addresses of the robots whose states are needed. */
  get robots(): readonly string[] {
    const { lane, routes } = this.#options
    const addresses = routes.map(({ endpoint }) => robotOf(endpoint))
    return addresses.length > 0 ? [...new Set(addresses)] : [lane]
  }

  /** How many messages may be under way together. Of a pool one: each has to see what the last one left. */
  get parallelMax(): number {
    const [only, ...others] = this.#options.routes
    if (!only || others.length > 0) return 1
    return only.channel.limits(only.endpoint.settings).parallelMax ?? 1
  }

  /** What stands for a digest, and is spread over the window like one. */
  sendAsDigest(ids: ReadonlySet<string>): void {
    if (ids.size > 0) this.#asDigest = new Set([...this.#asDigest, ...ids])
  }

  isAsDigest({ id, kind }: Notification): boolean {
    return kind === 'digest' || this.#asDigest.has(id)
  }

  learn(states: readonly LaneState[]): void {
    for (const state of states) this.#states.set(state.lane, state)
  }

  /** After an attempt: how the robot is, and one message less of the quota where it was accepted. */
  afterAttempt(state: LaneState, quota: QuotaUse | undefined): void {
    this.#states.set(state.lane, state)
    if (quota) this.#spent.set(quota.key, (this.#spent.get(quota.key) ?? 0) + 1)
  }

  /** How a robot is now; undefined for one that this turn knows nothing of. */
  stateOf(robot: string): LaneState | undefined {
    return this.#states.get(robot)
  }

  /** What is under way counts as sent: its robot's limit is spent on it already. */
  turnFacts(moment: {
    readonly underWay: number
    readonly now: number
  }): Pick<TurnFacts, 'laneOf' | 'robotsOf' | 'roomOf'> {
    return {
      laneOf: (one) => this.#routesOf(one)[0]?.endpoint.lane,
      robotsOf: (one) => this.robotsOf(one).map((robot) => withUnderWay(robot, moment)),
      roomOf: (one) => this.#roomOf(one),
    }
  }

  /** The robots that may carry it: of a pool all, in their order. */
  robotsOf(notification: Notification): readonly Robot[] {
    return this.#routesOf(notification).map((route) => this.#robot(route))
  }

  routeOf({ endpointId }: Robot): Route {
    const { routes, routeOf } = this.#options
    const route = routes.find(({ endpoint }) => endpoint.id === endpointId) ?? routeOf(endpointId)
    assert(route, 'a robot has an endpoint of the configuration with which the turn began')
    return route
  }

  contactOf(notification: Notification): string {
    return this.#routesOf(notification)[0]?.endpoint.contact ?? notification.endpointId
  }

  /** The robot that has failed for the shortest time, where all of them fail; else undefined. */
  failing(): LaneState | undefined {
    const states = this.robots.flatMap((robot) => this.#states.get(robot) ?? [])
    if (states.length === 0 || states.some(({ failures }) => failures === 0)) return undefined
    return states.reduce((one, other) =>
      (one.healthSince ?? 0) >= (other.healthSince ?? 0) ? one : other,
    )
  }

  #routesOf({ endpointId, lane, resentAt }: Notification): readonly Route[] {
    const { routes, routeOf, heirOf } = this.#options
    const own = routeOf(endpointId) ?? (resentAt === undefined ? undefined : heirOf?.(endpointId))
    // A robot may have been taken out of a pool that goes on.
    const isPool = routes.some(({ endpoint }) => endpoint.pool !== undefined)
    if (!own) return isPool && lane === this.lane ? routes : []
    if (own.endpoint.pool === undefined || own.endpoint.lane !== this.lane) return [own]
    return routes
  }

  #robot(route: Route): Robot {
    const { endpoint, channel } = route
    const address = robotOf(endpoint)
    const quota = this.#options.quotas.get(endpoint.id)
    return {
      endpointId: endpoint.id,
      state: this.#states.get(address) ?? { lane: address, sent: [], failures: 0, health: 'ok' },
      limits: channel.limits(endpoint.settings),
      settings: settingsOf(route),
      ...(quota && { quota: { ...quota, used: quota.used + (this.#spent.get(quota.key) ?? 0) } }),
    }
  }

  #roomOf(notification: Notification): ReturnType<TurnFacts['roomOf']> {
    const rooms = this.#routesOf(notification).map(({ endpoint, channel }) =>
      channel.room(endpoint.settings),
    )
    return {
      entriesMax: Math.min(...rooms.map(({ entriesMax }) => entriesMax)),
      bytesMax: Math.min(...rooms.map(({ bytesMax }) => bytesMax)),
    }
  }
}

function withUnderWay(
  robot: Robot,
  { underWay, now }: { readonly underWay: number; readonly now: number },
): Robot {
  if (underWay === 0) return robot
  const sent = [...robot.state.sent, [Math.floor(now / 1000), underWay] as const]
  return { ...robot, state: { ...robot.state, sent } }
}
