import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireSourceType } from '../../../src/api/wire-configuration.ts'
import type { WireSource } from '../../../src/api/wire-sources.ts'
import { useAnswer } from '../api/queries.ts'
import { Chips } from '../ui/chips.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Answered, Code, Field, Page, Section } from '../ui/parts.tsx'
import { Mark } from '../ui/signs.tsx'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { SOURCES } from '../words/sources.ts'

/** Step by step: what sends, what the file says, the address, and whether it arrives. */
export function Connect() {
  const { say, language } = useSpeech()
  const navigate = useNavigate()
  const { type: chosen } = useSearch({ from: '/connect' })
  const types = useAnswer<{ types: readonly WireSourceType[] }>('nothing', 'source-types')
  return (
    <Page title={say(MAP.connect)}>
      <Answered answer={types}>
        {({ types: known }) => (
          <>
            <Section title={say(SOURCES.pick)}>
              <Chips label={say(SOURCES.pick)}>
                {known.map(({ type, title }) => (
                  <button
                    key={type}
                    type="button"
                    className="chip tall"
                    aria-pressed={type === chosen}
                    onClick={() => void navigate({ to: '/connect', search: { type } })}
                  >
                    {title[language]}
                  </button>
                ))}
              </Chips>
            </Section>
            {known
              .filter(({ type }) => type === chosen)
              .map((type) => (
                <Steps key={type.type} type={type} />
              ))}
          </>
        )}
      </Answered>
    </Page>
  )
}

function Steps({ type }: { readonly type: WireSourceType }) {
  const { say } = useSpeech()
  const [name, setName] = useState(type.type)
  const [key] = useState(newKey)
  const sources = useAnswer<{ sources: readonly WireSource[] }>('sources', 'sources')
  const source = sources.data?.sources.find((one) => one.name === name)
  const base = location.href.split('#')[0] ?? ''
  return (
    <>
      <Section title={say(SOURCES.write)}>
        <Field label={say(SOURCES.name)}>
          <input
            value={name}
            pattern="[A-Za-z0-9_\-]+"
            maxLength={60}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <Code text={`sources:\n  ${name}: { type: ${type.type}, key: "${key}" }`} />
        <p className="muted">{say(SOURCES.writeMore)}</p>
      </Section>
      <Section title={say(SOURCES.address)}>
        <Code text={new URL(`in/${key}`, base).href} />
      </Section>
      {type.guide && (
        <Section title={say(SOURCES.how)}>
          <Markdown text={type.guide} />
        </Section>
      )}
      <Section title={say(SOURCES.wait)}>
        {source?.lastEventAt ? (
          <p>
            <Mark tone="good">{say(SOURCES.arrived)}</Mark>{' '}
            <Link to="/sources/$name" params={{ name }}>
              {name}
            </Link>
          </p>
        ) : (
          <p className="muted">{say(SOURCES.waiting)}</p>
        )}
      </Section>
    </>
  )
}

/** 160 bits that nobody can guess, as an address may have them. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
