import { GROUP_LIMITS, STORM_LIMITS } from '../base/limits.ts'
import type { NoiseRules } from '../model/configuration.ts'
import { STORM_DEFAULTS, type StormRules } from '../model/storm.ts'
import { list, section } from './collection.ts'
import { made, offOr } from './either.ts'
import type { Read } from './reader.ts'
import { duration, type Shape, whole } from './shape.ts'

/** After so many events told once, and then nothing for a while. */
export function noiseShape(): Shape<NoiseRules | 'off'> {
  const full = section({
    title: 'noise rules',
    keys: {
      count: {
        shape: whole({ least: 1, most: GROUP_LIMITS.noiseCountMax }),
        required: true,
        hint: 'Told after so many events that fire, or notices, of a group; `1` tells the first.',
      },
      within: {
        shape: duration({ leastMs: 1000 }),
        required: false,
        hint: 'They have to come within this time.',
        standard: '`5m`',
      },
      mute: {
        shape: duration({ leastMs: 1000 }),
        required: false,
        hint: 'For how long nothing more is told then; what still fires is told when it is over.',
        standard: '`5m`',
      },
    },
  })
  return made(offOr(full), (said) =>
    said === 'off'
      ? said
      : {
          count: said.count?.value ?? 1,
          withinMs: said.within?.value ?? NOISE_DEFAULT_MS,
          muteMs: said.mute?.value ?? NOISE_DEFAULT_MS,
        },
  )
}

const NOISE_DEFAULT_MS = 5 * 60_000

/** Very many alerts at once: each threshold is told once, and what is not critical held. */
export function stormShape(): Shape<StormRules | 'off'> {
  const full = section({
    title: 'storm rules',
    keys: {
      thresholds: {
        shape: thresholdsShape(),
        required: false,
        hint: 'How many new alerts are a storm, in ascending order; each is told once. From the first on, alerts that are not critical are held until it is over.',
        standard: '`[10, 50, 200, 1000]`',
      },
      within: {
        shape: duration({ leastMs: STORM_LIMITS.withinMsMin }),
        required: false,
        hint: 'They have to open within this time.',
        standard: '`5m`',
      },
    },
  })
  return made(offOr(full), (said) =>
    said === 'off'
      ? said
      : {
          thresholds: said.thresholds?.value ?? STORM_DEFAULTS.thresholds,
          withinMs: said.within?.value ?? STORM_DEFAULTS.withinMs,
        },
  )
}

function thresholdsShape(): Shape<readonly number[]> {
  const inner = list(whole({ least: 2, most: STORM_LIMITS.thresholdMax }), {
    plural: 'thresholds',
    least: 1,
    most: STORM_LIMITS.thresholdsMax,
  })
  return {
    ...inner,
    read(reader, spot) {
      const found = inner.read(reader, spot)
      if (found === undefined) return undefined
      const late = found.value.find((one, index) => isTooSmall(one, found.value[index - 1]))
      if (late !== undefined)
        return reader.invalid(
          late.at,
          `Expected thresholds in ascending order in "${spot.name}", found ${late.value} behind a larger or equal one. Sort them.`,
        )
      return { value: found.value.map(({ value }) => value), at: found.at }
    },
  }
}

function isTooSmall(one: Read<number>, before: Read<number> | undefined): boolean {
  return before !== undefined && one.value <= before.value
}
