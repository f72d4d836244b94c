import { useNavigate, useSearch } from '@tanstack/react-router'
import type { WireStatus } from '../../../src/api/wire.ts'
import type { WireRequest } from '../../../src/api/wire-sources.ts'
import { tellFailure } from '../api/answers.tsx'
import { get } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { readable } from '../util/payload.ts'
import { useSpeech } from '../words/language.tsx'
import { KINDS, TEMPLATES } from '../words/templates.ts'
import { Field, Section } from './parts.tsx'
import { TextWithFaults } from './text-with-faults.tsx'
import { tell } from './toast.tsx'

/** What a template is tried on: the kind of message, the language, and a request that a source reads. */
export function TemplatePayload({
  payload,
  onPayload,
  problem,
}: {
  readonly payload: string
  readonly onPayload: (payload: string) => void
  readonly problem: Error | null
}) {
  const { say, language: spoken } = useSpeech()
  const navigate = useNavigate()
  const search = useSearch({ from: '/templates' })
  const status = useAnswer<WireStatus>('all', 'status')
  const { source, kind, language } = search
  const set = (change: Partial<typeof search>): void =>
    void navigate({ to: '/templates', search: { ...search, ...change }, replace: true })
  return (
    <Section title={say(TEMPLATES.payload)}>
      <div className="inline-fields">
        <Field label={say(TEMPLATES.told)}>
          <select
            value={source ?? ''}
            onChange={({ target: { value } }) => set({ source: value, kind: '' })}
          >
            <option value="">{say(TEMPLATES.sample)}</option>
            {status.data?.configuration.sources.map(({ name }) => (
              <option key={name} value={name}>
                {say(TEMPLATES.from(name))}
              </option>
            ))}
          </select>
        </Field>
        <Field label={say(TEMPLATES.kind)}>
          <select value={kind ?? ''} onChange={({ target: { value } }) => set({ kind: value })}>
            {source && <option value="">–</option>}
            {Object.entries(KINDS).map(([one, words]) => (
              <option key={one} value={one}>
                {say(words)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={say(TEMPLATES.language)}>
          <select
            value={language ?? spoken}
            onChange={({ target: { value } }) => set({ language: value })}
          >
            <option value="en">{say(TEMPLATES.english)}</option>
            <option value="zh">{say(TEMPLATES.chinese)}</option>
          </select>
        </Field>
      </div>
      {source && (
        <>
          <TextWithFaults
            label={say(TEMPLATES.body)}
            rows={10}
            text={payload}
            onText={onPayload}
            faults={problem ? [{ text: problem.message }] : []}
          />
          <button
            type="button"
            className="small"
            onClick={() => void newestOf(source).then(onPayload, tellFailure)}
          >
            {say(TEMPLATES.newest)}
          </button>
        </>
      )}
    </Section>
  )
}

async function newestOf(source: string): Promise<string> {
  const path = `sources/${encodeURIComponent(source)}/requests?limit=1`
  const { requests } = await get<{ requests: readonly WireRequest[] }>(path)
  const body = requests[0]?.body
  if (body === undefined) tell({ tone: 'bad', text: TEMPLATES.none })
  return body === undefined ? '' : readable(body)
}
