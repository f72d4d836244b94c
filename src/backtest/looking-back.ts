import type { Clock } from '../base/clock.ts'
import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Recording } from '../contract/recording.ts'
import type { Store } from '../contract/store.ts'
import type { Configuration, Policy } from '../model/configuration.ts'
import type { Directory } from '../model/directory.ts'
import type { Event } from '../model/event.ts'
import type { NearMiss } from '../model/near-miss.ts'
import type { Severity } from '../model/severity.ts'
import { nearMisses, route } from '../stages/route/route.ts'
import { recordingOf } from './recording.ts'
import { type VolumeReport, volumeOf } from './volume.ts'

/** A policy that somebody thinks of, as it was read: alone, or what is wrong with it. */
export type ReadPolicy =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

/** What came of the wish to see what a policy would send. */
export type PreviewedPolicy =
  | { readonly kind: 'previewed'; readonly report: VolumeReport }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | { readonly kind: 'busy' }

export type LookingBackOptions = {
  readonly store: Store
  readonly clock: Clock
  readonly directory: () => Directory
  readonly channels: readonly ChannelType[]
  /** Reads a policy as the file would, with the names of the configuration of now. */
  readonly readPolicy: (given: unknown, configuration: Configuration) => Promise<ReadPolicy>
}

/** What a running hub can say of its past. */
export type LookingBack = {
  readonly recording: Recording
  /** The policies and routes that nearly matched an event, by the configuration of now, the nearest first. */
  readonly nearly: (event: Event) => readonly NearMiss[]
  /** The severities that any target of a policy takes; undefined for all. */
  readonly severitiesOf: (policy: string) => readonly Severity[] | undefined
  /** What a policy would have sent in the last `lengthMs`. One at a time. */
  readonly previewPolicy: (asked: {
    readonly policy: unknown
    readonly lengthMs: number
  }) => Promise<PreviewedPolicy>
}

/** Wires what looks back at a running hub's own store. */
export function lookingBack(options: LookingBackOptions): LookingBack {
  const { store, clock, directory, channels, readPolicy } = options
  const recording = recordingOf(store)
  let isBusy = false
  return {
    recording,
    nearly(event) {
      const { configuration, wanting } = directory()
      return nearMisses(event, configuration.policies, route(event, wanting))
    },
    severitiesOf(id) {
      const targets = directory().policies.get(id)?.notify ?? []
      if (targets.some(({ severities }) => severities === undefined)) return undefined
      return [...new Set(targets.flatMap(({ severities }) => severities ?? []))]
    },
    async previewPolicy({ policy: given, lengthMs }) {
      if (isBusy) return { kind: 'busy' }
      isBusy = true
      try {
        const { configuration } = directory()
        const read = await readPolicy(given, configuration)
        if (read.kind === 'wrong') return read
        const { policy } = read
        const until = clock.now() + 1
        const span = { since: until - lengthMs, until }
        const eventsMax = BACKTEST_LIMITS.previewEventsMax
        const facts = { recording, configuration, policy, channels, span, eventsMax }
        return { kind: 'previewed', report: await volumeOf(facts) }
      } finally {
        isBusy = false
      }
    },
  }
}
