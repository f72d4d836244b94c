import type { ErrorCode } from '../base/errors.ts'
import type { Endpoint } from '../model/configuration.ts'
import type { Findings, Place } from './problem.ts'
import { quote } from './reader.ts'

/** An endpoint, and where it stands in the file. */
export type PlacedEndpoint = { readonly endpoint: Endpoint; readonly at: Place }

type Options = {
  readonly findings: Findings<ErrorCode>
  readonly lineOf: (place: Place) => number
}

/** The lane that the robots of a pool share. Its name may be shown. */
export function poolLane(names: { channel: string; contact: string; pool: string }): string {
  return `${names.channel}:pool:${names.contact}/${names.pool}`
}

/** Finds pools of several channels, robots that a pool does not have for itself, and contacts that only stand by. */
export function checkPools(placed: readonly PlacedEndpoint[], { findings, lineOf }: Options): void {
  const byPool = Map.groupBy(
    placed.filter(({ endpoint }) => endpoint.pool !== undefined),
    ({ endpoint }) => `${endpoint.contact}/${endpoint.pool}`,
  )
  for (const [first, ...others] of byPool.values()) {
    if (!first) continue
    const odd = others.find(({ endpoint }) => endpoint.channel !== first.endpoint.channel)
    if (odd) {
      const message = `Expected one channel in the pool ${quote(first.endpoint.pool ?? '')}, found ${odd.endpoint.channel} beside ${first.endpoint.channel} (line ${lineOf(first.at)}). Give the endpoints of each channel a pool of their own.`
      findings.add('TOCSIN_CONFIG_INVALID', odd.at, message)
    }
    const divided = others.find(({ endpoint }) => endpoint.standby !== first.endpoint.standby)
    if (divided) {
      const message = `Expected all robots of the pool ${quote(first.endpoint.pool ?? '')} to stand by or none, found both (line ${lineOf(first.at)}). Give "standby" to all of them, or to none.`
      findings.add('TOCSIN_CONFIG_INVALID', divided.at, message)
    }
  }
  checkRobots(placed, { findings, lineOf })
  checkStandby(placed, findings)
}

function checkRobots(placed: readonly PlacedEndpoint[], { findings, lineOf }: Options): void {
  for (const [first, ...others] of Map.groupBy(placed, ({ endpoint }) => endpoint.robot).values()) {
    if (!first) continue
    const other = others.find(({ endpoint }) => endpoint.lane !== first.endpoint.lane)
    if (!other) continue
    const message = `This robot of the contact ${quote(other.endpoint.contact)} is in a pool and also used elsewhere (line ${lineOf(first.at)}), so that its limit could not be kept. Use it in one place, or create another robot.`
    findings.add('TOCSIN_CONFIG_INVALID', other.at, message)
  }
}

function checkStandby(placed: readonly PlacedEndpoint[], findings: Options['findings']): void {
  for (const [contact, theirs] of Map.groupBy(placed, ({ endpoint }) => endpoint.contact)) {
    const [first] = theirs
    if (!first || theirs.some(({ endpoint }) => !endpoint.standby)) continue
    const message = `The contact ${quote(contact)} has standby endpoints only, and nothing for which they could stand by. Take "standby" away from one.`
    findings.add('TOCSIN_CONFIG_INVALID', first.at, message)
  }
}
