import { useSearch } from '@tanstack/react-router'
import type { WireMe } from '../../../src/api/wire-identity.ts'
import type { WireConfiguration } from '../../../src/api/wire-revisions.ts'
import { mayEdit } from '../api/configuration.ts'
import { useAnswer } from '../api/queries.ts'
import { ConfigurationEditor } from '../ui/configuration-editor.tsx'
import { Answered, Page, Section } from '../ui/parts.tsx'
import { Revisions } from '../ui/revisions.tsx'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSay } from '../words/language.tsx'
import { MAP } from '../words/map.ts'

/** The configuration: where what stands in the file, or its text and all that it was before. */
export function Configuration() {
  const say = useSay()
  const { revision, line } = useSearch({ from: '/configuration' })
  const me = useAnswer<WireMe>('configuration', 'me')
  const configuration = useAnswer<WireConfiguration>('configuration', 'configuration')
  const isOpen = mayEdit(me.data)
  return (
    <Page title={say(MAP.configuration)}>
      <Answered answer={configuration}>
        {(shown) => {
          const { newest, text, broken } = shown
          if (newest === undefined || text === undefined) return <OfFile configuration={shown} />
          return (
            <>
              <p className="about">{say(CONFIGURATION.fromStore)}</p>
              {broken && (
                <div className="banner bad" role="alert">
                  <strong>{say(CONFIGURATION.broken)}</strong> {broken.problems[0]}
                </div>
              )}
              <ConfigurationEditor
                stored={{ ...shown, newest, text }}
                isOpen={isOpen}
                line={numberOf(line)}
              />
              <Revisions newest={newest} chosen={numberOf(revision)} isOpen={isOpen} />
            </>
          )
        }}
      </Answered>
    </Page>
  )
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

function OfFile({ configuration }: { readonly configuration: WireConfiguration }) {
  const say = useSay()
  const { file = 'tocsin.yaml', lines } = configuration
  const words: Readonly<Record<string, { en: string; zh: string }>> = CONFIGURATION.sections
  const sections = Object.entries(lines).filter(([, names]) => Object.keys(names).length > 0)
  return (
    <>
      <p className="about">{say(CONFIGURATION.fromFile(file))}</p>
      <Section title={say(CONFIGURATION.where)}>
        {sections.map(([section, names]) => (
          <div key={section} className="written">
            <h3>{say(words[section] ?? { en: section, zh: section })}</h3>
            <ul className="lines">
              {Object.entries(names).map(([name, line]) => (
                <li key={name}>
                  <strong>{name}</strong>{' '}
                  <code>
                    {file}:{line}
                  </code>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </Section>
    </>
  )
}
