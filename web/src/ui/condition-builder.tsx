import { useState } from 'react'
import type { WireContactDetails } from '../../../src/api/wire-configuration.ts'
import { useAnswer } from '../api/queries.ts'
import { type Condition, OPERATORS, policyText, type SimplePolicy } from '../util/policy-text.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSay } from '../words/language.tsx'
import { PEOPLE } from '../words/people.ts'
import { Field } from './parts.tsx'

const LABELS = ['source', 'severity', 'product', 'name', 'resource', 'region', 'instance', 'team']

/** Builds what a simple policy says, as YAML. */
export function ConditionBuilder({ onText }: { readonly onText: (text: string) => void }) {
  const say = useSay()
  const [policy, setPolicy] = useState<SimplePolicy>({
    conditions: [{ label: 'severity', operator: '=', value: 'critical' }],
    join: 'all',
    to: '',
  })
  const known = useAnswer<Known>('configuration', 'contacts')
  const change = (part: Partial<SimplePolicy>): void => {
    const next = { ...policy, ...part }
    setPolicy(next)
    onText(policyText(next))
  }
  const { conditions, join, to } = policy
  const changeAt = (place: number, part: Partial<Condition>): void =>
    change({ conditions: conditions.map((one, at) => (at === place ? { ...one, ...part } : one)) })
  return (
    <fieldset className="stack conditions">
      <legend>{say(CONFIGURATION.condition)}</legend>
      {conditions.map((condition, place) => (
        <OneCondition
          key={place}
          condition={condition}
          onChange={(part) => changeAt(place, part)}
          onRemove={() => change({ conditions: conditions.filter((_, at) => at !== place) })}
        />
      ))}
      <div className="buttons">
        <button
          type="button"
          onClick={() =>
            change({ conditions: [...conditions, { label: 'source', operator: '=', value: '' }] })
          }
        >
          {say(CONFIGURATION.addCondition)}
        </button>
      </div>
      <div className="inline-fields">
        <Field label={say(CONFIGURATION.join)}>
          <select
            value={join}
            onChange={({ target }) => change({ join: target.value === 'any' ? 'any' : 'all' })}
          >
            <option value="all">{say(CONFIGURATION.every)}</option>
            <option value="any">{say(CONFIGURATION.any)}</option>
          </select>
        </Field>
        <Field label={say(CONFIGURATION.tell)}>
          <select value={to} onChange={({ target }) => change({ to: target.value })}>
            <option value="">{say(PEOPLE.nobodyTold)}</option>
            {namesIn(known.data).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
      </div>
    </fieldset>
  )
}

type Known = {
  readonly contacts: readonly WireContactDetails[]
  readonly groups: readonly { readonly id: string }[]
}

function namesIn(known: Known | undefined): readonly string[] {
  const all = [...(known?.groups ?? []), ...(known?.contacts ?? [])]
  return [...new Set(all.map(({ id }) => id))]
}

function OneCondition({
  condition: { label, operator, value },
  onChange,
  onRemove,
}: {
  readonly condition: Condition
  readonly onChange: (part: Partial<Condition>) => void
  readonly onRemove: () => void
}) {
  const say = useSay()
  return (
    <div className="condition">
      <Field label={say(CONFIGURATION.field)}>
        <input
          list="condition-labels"
          value={label}
          onChange={({ target }) => onChange({ label: target.value })}
        />
        <datalist id="condition-labels">
          {LABELS.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </Field>
      <Field label={say(CONFIGURATION.operator)}>
        <select
          value={operator}
          onChange={({ target }) =>
            onChange({ operator: OPERATORS.find((one) => one === target.value) ?? '=' })
          }
        >
          {OPERATORS.map((one) => (
            <option key={one} value={one}>
              {say(CONFIGURATION.operators[one])}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say(CONFIGURATION.value)}>
        <input value={value} onChange={({ target }) => onChange({ value: target.value })} />
      </Field>
      <button type="button" onClick={onRemove}>
        {say(CONFIGURATION.removeCondition)}
      </button>
    </div>
  )
}
