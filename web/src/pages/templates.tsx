import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireTemplate } from '../../../src/api/wire-templates.ts'
import { useAnswer } from '../api/queries.ts'
import { useTemplatePreview } from '../api/template-preview.ts'
import { Chips } from '../ui/chips.tsx'
import { Answered, Code, Page, Section } from '../ui/parts.tsx'
import { TemplatePayload } from '../ui/template-payload.tsx'
import { ShownMessages } from '../ui/template-result.tsx'
import { TextWithFaults } from '../ui/text-with-faults.tsx'
import { templateYaml } from '../util/template-yaml.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { TEMPLATES } from '../words/templates.ts'

/** A template as it is being written. */
type Draft = {
  readonly form: 'parts' | 'raw'
  readonly title: string
  readonly text: string
  readonly keepFields: boolean
  readonly raw: string
}

const NAME = 'my-template'

/** Templates are written here, beside what they make of a message on each chat platform. */
export function Templates() {
  const { say } = useSpeech()
  const templates = useAnswer<{ templates: readonly WireTemplate[] }>('configuration', 'templates')
  return (
    <Page
      title={say(MAP.templates)}
      about={say(TEMPLATES.about)}
      tools={<Choice templates={templates.data?.templates ?? []} />}
    >
      <Answered answer={templates}>{(known) => <Chosen templates={known.templates} />}</Answered>
    </Page>
  )
}

type Known = { readonly templates: readonly WireTemplate[] }

function Choice({ templates }: Known) {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const search = useSearch({ from: '/templates' })
  return (
    <select
      aria-label={say(TEMPLATES.which)}
      value={templates.some(({ name }) => name === search.template) ? search.template : ''}
      onChange={({ target: { value } }) =>
        void navigate({ to: '/templates', search: { ...search, template: value } })
      }
    >
      <option value="">{say(TEMPLATES.standard)}</option>
      {templates.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}

function Chosen({ templates }: Known) {
  const { say, list } = useSpeech()
  const { template } = useSearch({ from: '/templates' })
  const chosen = templates.find(({ name }) => name === template)
  return (
    <>
      {chosen && (
        <p className="about">
          {chosen.usedBy.length === 0
            ? say(TEMPLATES.unused)
            : `${say(TEMPLATES.usedBy)} ${list(chosen.usedBy)}`}
        </p>
      )}
      <Workbench key={chosen?.name ?? ''} template={chosen} />
    </>
  )
}

function Workbench({ template }: { readonly template: WireTemplate | undefined }) {
  const { say, language } = useSpeech()
  const search = useSearch({ from: '/templates' })
  const [draft, setDraft] = useState<Draft>(() => draftOf(template))
  const [payload, setPayload] = useState('')
  const parts = partsOf(draft)
  const name = template?.name ?? NAME
  const preview = useTemplatePreview({ ...parts, language, ...search, payload })
  const faults = preview.data?.faults ?? []
  const faultsIn = (part: string) => faults.filter((fault) => fault.part === part)
  const edit = (change: Partial<Draft>): void => setDraft({ ...draft, ...change })
  return (
    <>
      <div className="workbench">
        <Section
          title={say(TEMPLATES.form)}
          tools={
            <Chips label={say(TEMPLATES.form)}>
              {(['parts', 'raw'] as const).map((form) => (
                <button
                  key={form}
                  type="button"
                  className="chip"
                  aria-pressed={draft.form === form}
                  onClick={() => edit({ form })}
                >
                  {say(TEMPLATES[form])}
                </button>
              ))}
            </Chips>
          }
        >
          {draft.form === 'raw' ? (
            <>
              <p className="muted">{say(TEMPLATES.rawMore)}</p>
              <TextWithFaults
                label={say(TEMPLATES.raw)}
                rows={12}
                text={draft.raw}
                faults={faultsIn('raw')}
                onText={(raw) => edit({ raw })}
              />
            </>
          ) : (
            <>
              <TextWithFaults
                label={say(TEMPLATES.title)}
                rows={1}
                placeholder={say(TEMPLATES.empty)}
                text={draft.title}
                faults={faultsIn('title')}
                onText={(title) => edit({ title })}
              />
              <TextWithFaults
                label={say(TEMPLATES.text)}
                rows={8}
                placeholder={say(TEMPLATES.empty)}
                text={draft.text}
                faults={faultsIn('text')}
                onText={(text) => edit({ text })}
              />
              <label className="check">
                <input
                  type="checkbox"
                  checked={draft.keepFields}
                  onChange={({ target }) => edit({ keepFields: target.checked })}
                />
                {say(TEMPLATES.keepFields)}
              </label>
            </>
          )}
        </Section>
        <TemplatePayload payload={payload} onPayload={setPayload} problem={preview.error} />
      </div>
      {preview.data && <ShownMessages preview={preview.data} />}
      {Object.keys(parts).length > 0 && (
        <Section title={say(TEMPLATES.yaml)}>
          <Code text={templateYaml(name, parts)} />
          <p className="muted">{say(TEMPLATES.yamlMore(name))}</p>
        </Section>
      )}
    </>
  )
}

function draftOf(template: WireTemplate | undefined): Draft {
  const { title = '', text = '', keepFields = false, raw = '' } = template ?? {}
  return { form: raw === '' ? 'parts' : 'raw', title, text, keepFields, raw }
}

/** What of a draft counts. */
function partsOf({ form, title, text, keepFields, raw }: Draft) {
  if (form === 'raw') return raw.trim() === '' ? {} : { raw }
  return {
    ...(title.trim() && { title }),
    ...(text.trim() && { text, ...(keepFields && { keepFields }) }),
  }
}
