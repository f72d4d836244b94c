import { nearestName } from '../base/similar.ts'
import type { ArgoConfig } from './configuration.ts'
import { type ArgoFinding, lineOf } from './lint-finding.ts'

type Unknown = {
  readonly config: ArgoConfig
  readonly key: string
  readonly name: string
  readonly known: readonly string[]
}

/** A field that nobody reads: mostly one that is written wrong. */
export function unknownField({ config, key, name, known }: Unknown): ArgoFinding {
  const near = nearestName(name, known)
  const en = near === undefined ? `There is ${known.join(', ')}.` : `Is ${near} meant?`
  const zh = near === undefined ? `可用的有 ${known.join('、')}。` : `是否应为 ${near}？`
  return {
    code: 'unknown-field',
    level: 'warning',
    key,
    ...lineOf(config, key, name),
    text: {
      en: `The field ${name} means nothing here, and upstream says nothing of it. ${en}`,
      zh: `字段 ${name} 在此无效，而上游不会提示。${zh}`,
    },
  }
}
