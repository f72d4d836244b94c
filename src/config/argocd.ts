import { CONFIG_SHAPE_LIMITS as L } from '../base/limits.ts'
import type { ArgocdRules } from '../model/addressed.ts'
import { list, section } from './collection.ts'
import type { Read } from './reader.ts'
import { choice, flag, text, type ValueOf } from './shape.ts'
import { zoneShape } from './template.ts'

/** The key `argocd`: what is done with what Argo CD's own configuration addresses. */
export function argocdKey() {
  return {
    shape: argocdShape(),
    required: false,
    hint: 'How Argo CD Notifications is run, where the hub runs it.',
  } as const
}

function argocdShape() {
  const timings = () =>
    list(text({ title: 'the name of a mute timing', lengthMax: L.nameLengthMax }), {
      plural: 'mute timings',
      most: L.rangesMax,
    })
  return section({
    title: 'how Argo CD Notifications is run',
    keys: {
      strict: {
        shape: flag(),
        required: false,
        hint: 'Whether everything is as upstream does it: values are put into JSON as they are, and triggers that say the same are each told.',
        standard: '`false`',
      },
      changes: {
        shape: flag(),
        required: false,
        hint: 'Whether the changes of Applications are events as well, so that a failed sync opens an alert and the next good one ends it.',
        standard: '`true`',
      },
      language: {
        shape: choice(['en', 'zh']),
        required: false,
        hint: 'The language of what the hub itself has to say to the services, such as digests.',
        standard: '`en`',
      },
      zone: {
        shape: zoneShape(),
        required: false,
        hint: 'The IANA zone of the times in that.',
        standard: 'the `zone` at the top',
      },
      mute: {
        shape: timings(),
        required: false,
        hint: 'Mute timings by name: within any of them no service is told anything; it is told afterwards.',
        standard: 'none',
      },
      active: {
        shape: timings(),
        required: false,
        hint: 'Mute timings by name: outside all of them no service is told anything; it is told afterwards.',
        standard: 'none: always',
      },
    },
  })
}

/** The rules from what was read; what is not given has its default. */
export function argocdOf(
  read: Read<ValueOf<ReturnType<typeof argocdShape>>> | undefined,
  names: {
    readonly timing: (named: Read<string>) => string
    readonly zone: string | undefined
  },
): ArgocdRules {
  const { strict, changes, language, zone, mute, active } = read?.value ?? {}
  const shown = zone?.value ?? names.zone
  return {
    strict: strict?.value ?? false,
    changes: changes?.value ?? true,
    ...(language === undefined ? {} : { language: language.value }),
    ...(shown === undefined ? {} : { zone: shown }),
    ...(mute === undefined ? {} : { mute: mute.value.map(names.timing) }),
    ...(active === undefined ? {} : { active: active.value.map(names.timing) }),
  }
}
