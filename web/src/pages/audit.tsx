import { useNavigate, useSearch } from '@tanstack/react-router'
import type { WireAuditEntry } from '../../../src/api/wire-identity.ts'
import { usePages } from '../api/pages.ts'
import { Older } from '../ui/older.tsx'
import { Answered, Code, Empty } from '../ui/parts.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { ForAdministrators, SettingsPage } from '../ui/settings-page.tsx'
import { Clock } from '../ui/time.tsx'
import { differencesOf } from '../util/difference.ts'
import { readable } from '../util/payload.ts'
import { codeWords } from '../words/codes.ts'
import { useSay } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'
import { ACTIONS, SETTINGS } from '../words/settings.ts'

/** Who the hub says it was where nobody had signed in. */
const HERE = 'this machine'

type Wanted = { readonly action?: string; readonly text?: string; readonly open?: string }

/** Every change, newest first: by whom, what, and how it was before. */
export function AuditLog() {
  const say = useSay()
  const wanted: Wanted = useSearch({ from: '/settings/audit' })
  const navigate = useNavigate()
  const set = (next: Wanted): void =>
    void navigate({ to: '/settings/audit', search: next, replace: true })
  return (
    <SettingsPage about={say(SETTINGS.noAuditMore)}>
      <ForAdministrators>
        <div className="filters">
          <SearchField
            label={say(SETTINGS.auditSearch)}
            text={wanted.text ?? ''}
            onText={(text) => set({ ...wanted, text })}
          />
          <select
            aria-label={say(SETTINGS.auditAction)}
            value={wanted.action ?? ''}
            onChange={({ target }) => set({ ...wanted, action: target.value })}
          >
            <option value="">{say(SETTINGS.everything)}</option>
            {Object.entries(ACTIONS).map(([action, words]) => (
              <option key={action} value={action}>
                {say(words)}
              </option>
            ))}
          </select>
        </div>
        <Entries wanted={wanted} onOpen={(open) => set({ ...wanted, open })} />
      </ForAdministrators>
    </SettingsPage>
  )
}

function Entries({
  wanted: { action, text, open },
  onOpen,
}: {
  readonly wanted: Wanted
  readonly onOpen: (id: string) => void
}) {
  const entries = usePages<WireAuditEntry>('all', 'audit', {
    name: 'entries',
    query: { action, text },
  })
  return (
    <>
      <Answered answer={entries}>
        {(rows) => (
          <>
            {rows.length === 0 && (
              <Empty title={entries.hasMore ? SETTINGS.searchedSoFar : SETTINGS.noAudit} />
            )}
            <ul className="rows">
              {rows.map((entry) => (
                <Entry
                  key={entry.id}
                  entry={entry}
                  isOpen={entry.id === open}
                  onToggle={() => onOpen(entry.id === open ? '' : entry.id)}
                />
              ))}
            </ul>
          </>
        )}
      </Answered>
      <Older pages={entries} />
    </>
  )
}

function Entry({
  entry,
  isOpen,
  onToggle,
}: {
  readonly entry: WireAuditEntry
  readonly isOpen: boolean
  readonly onToggle: () => void
}) {
  const say = useSay()
  const { at, actor, action, target } = entry
  const known: Readonly<Record<string, Phrase>> = ACTIONS
  return (
    <li className="row audit-row">
      <Clock at={at} />
      <div className="what">
        <button type="button" className="plain title" aria-expanded={isOpen} onClick={onToggle}>
          {say(known[action] ?? plain(action))}
        </button>
        {target !== undefined && <span className="under">{target}</span>}
        {isOpen && <Change entry={entry} />}
      </div>
      <span>
        {actor.name === HERE ? say(codeWords('actor', actor.kind)) : actor.name}
        {actor.kind === 'token' && (
          <span className="under">{say(codeWords('actor', actor.kind))}</span>
        )}
      </span>
    </li>
  )
}

/** What the change was: place by place where both sides are known, else what was asked for. */
function Change({ entry: { action, before, after } }: { readonly entry: WireAuditEntry }) {
  const say = useSay()
  const differences = differencesOf(before, after)
  if (before === undefined || differences === undefined)
    return (
      <div className="change">
        <p className="under">
          <code>{action}</code>
        </p>
        {[before, after].map(
          (side) => side !== undefined && <Code key={side} text={readable(side)} />,
        )}
      </div>
    )
  return (
    <section className="change table-frame" tabIndex={0} aria-label={action}>
      <p className="under">
        <code>{action}</code>
      </p>
      {differences.length === 0 ? (
        <p className="muted">{say(SETTINGS.nothingChanged)}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{say(SETTINGS.field)}</th>
              <th scope="col">{say(SETTINGS.wasBefore)}</th>
              <th scope="col">{say(SETTINGS.isAfter)}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((one) => (
              <tr key={one.path}>
                <th scope="row">
                  <code>{one.path}</code>
                </th>
                <td>{one.before !== undefined && <del>{one.before}</del>}</td>
                <td>{one.after !== undefined && <ins>{one.after}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
