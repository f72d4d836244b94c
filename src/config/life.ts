import { isScalar } from 'yaml'
import { CONFIG_SHAPE_LIMITS, LIFE_LIMITS } from '../base/limits.ts'
import {
  type AutoResolveRules,
  type FlappingRules,
  LIFE_DEFAULTS,
  type LifeRules,
} from '../model/life.ts'
import type { Adapted } from './adapter.ts'
import { section } from './collection.ts'
import { made, offOr, valueOrMap } from './either.ts'
import type { Read } from './reader.ts'
import { duration, flag, type Key, type Shape, type ValueOf, whole } from './shape.ts'

/** What one key says of how alerts live. */
export class LifeSetting {
  readonly said: Said

  constructor(said: Said) {
    this.said = said
  }
}

type Said = {
  readonly autoResolve?: AutoResolveRules | 'off'
  readonly reopenMs?: number
  readonly flapping?: FlappingRules | 'off'
}

/** Defaults for the alerts of all sources. */
export function alertsShape() {
  return section({ title: 'the defaults for alerts', keys: lifeKeys(TOP) })
}

type Standards = Readonly<Record<'autoResolve' | 'reopen' | 'flapping', string>>

const TOP: Standards = {
  autoResolve: 'never',
  reopen: '`0s`: a new alert, which knows the one before it',
  flapping: '`{ changes: 4, within: 1h, mute: 2h }`',
}

/** The same keys of a source. */
export const OF_SOURCE: Standards = {
  autoResolve: 'what `alerts` says; never where the source repeats rarely (cloudmonitor, generic)',
  reopen: 'what `alerts` says',
  flapping: 'what `alerts` says',
}

export function lifeKeys(standards: Standards) {
  return {
    autoResolve: {
      shape: autoResolveShape(),
      required: false,
      hint: 'An alert of which no firing event came for so long ends by itself, and says why. `{ after: 1h, acknowledged: true }` also ends what a person has taken on; `off` for never. For senders that repeat what goes on and may forget to say that it is over.',
      standard: standards.autoResolve,
    },
    reopen: {
      shape: made(duration({ leastMs: 0 }), (reopenMs) => new LifeSetting({ reopenMs })),
      required: false,
      hint: 'What fires so soon after its end goes on as the same alert.',
      standard: standards.reopen,
    },
    flapping: {
      shape: flappingShape(),
      required: false,
      hint: 'An alert that begins and ends so often is told once as flapping and then held; a rise to critical is told. When that is over, what it has become is told. `off` tells every change.',
      standard: standards.flapping,
    },
  } as const satisfies Record<string, Key<LifeSetting>>
}

function autoResolveShape(): Shape<LifeSetting> {
  const leastMs = LIFE_LIMITS.autoResolveMsMin
  const full = section({
    title: 'a time-out',
    keys: {
      after: {
        shape: duration({ leastMs }),
        required: true,
        hint: 'How long after the last event that fires.',
      },
      acknowledged: {
        shape: flag(),
        required: false,
        hint: 'Whether what a person has taken on ends too.',
        standard: '`false`',
      },
    },
  })
  const rules = made(full, ({ after, acknowledged }) => ({
    afterMs: after?.value ?? CONFIG_SHAPE_LIMITS.durationMsMax,
    acknowledged: acknowledged?.value === true,
  }))
  const short = made(duration({ leastMs }), (afterMs) => ({ afterMs, acknowledged: false }))
  return made(
    valueOrMap(offOrDuration(short), rules),
    (autoResolve) => new LifeSetting({ autoResolve }),
  )
}

/** `off` is no duration, and a duration's own reader knows best what is wrong with any other text. */
function offOrDuration(of: Shape<AutoResolveRules>): Shape<AutoResolveRules | 'off'> {
  return {
    ...of,
    title: `${of.title}, off`,
    schema: { anyOf: [{ const: 'off' }, of.schema] },
    read(reader, spot) {
      const node = reader.resolve(spot.node)
      if (isScalar(node) && node.value === 'off') return { value: 'off', at: spot.at }
      return of.read(reader, spot)
    },
  }
}

function flappingShape(): Shape<LifeSetting> {
  const {
    flappingChangesMin: least,
    flappingChangesMax: most,
    flappingMsMin: leastMs,
  } = LIFE_LIMITS
  const full = section({
    title: 'rules for flapping',
    keys: {
      changes: {
        shape: whole({ least, most }),
        required: false,
        hint: 'So many beginnings and ends of an alert, and of those of its key before it,',
        standard: '`4`',
      },
      within: {
        shape: duration({ leastMs }),
        required: false,
        hint: 'within this time, make it flap',
        standard: '`1h`',
      },
      mute: {
        shape: duration({ leastMs }),
        required: false,
        hint: 'for this long.',
        standard: '`2h`',
      },
    },
  })
  const { flapping: standard } = LIFE_DEFAULTS
  return made(offOr(full), (said) => {
    if (said === 'off') return new LifeSetting({ flapping: 'off' })
    const changes = said.changes?.value ?? standard.changes
    const withinMs = said.within?.value ?? standard.withinMs
    const muteMs = said.mute?.value ?? standard.muteMs
    return new LifeSetting({ flapping: { changes, withinMs, muteMs } })
  })
}

type ReadAlerts = Read<ValueOf<ReturnType<typeof alertsShape>>> | undefined

/** How the alerts of a source live: by its own keys, then by those of all. */
export function lifeOf(
  own: Adapted['own'],
  alerts: ReadAlerts,
  { repeatsRarely }: { readonly repeatsRarely: boolean },
): LifeRules {
  const settings = [...own.values()].map(({ value }) => value)
  const mine = saidBy(settings)
  const common = saidBy(Object.values(alerts?.value ?? {}).map((read) => read?.value))
  const autoResolve = mine.autoResolve ?? (repeatsRarely ? 'off' : common.autoResolve)
  const flapping = mine.flapping ?? common.flapping ?? LIFE_DEFAULTS.flapping
  return {
    reopenMs: mine.reopenMs ?? common.reopenMs ?? LIFE_DEFAULTS.reopenMs,
    ...(autoResolve === undefined || autoResolve === 'off' ? {} : { autoResolve }),
    ...(flapping === 'off' ? {} : { flapping }),
  }
}

function saidBy(settings: readonly unknown[]): Said {
  const said = settings.flatMap((setting) => (setting instanceof LifeSetting ? [setting.said] : []))
  return {
    autoResolve: said.find(({ autoResolve }) => autoResolve !== undefined)?.autoResolve,
    reopenMs: said.find(({ reopenMs }) => reopenMs !== undefined)?.reopenMs,
    flapping: said.find(({ flapping }) => flapping !== undefined)?.flapping,
  }
}
