import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSay } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { SETTINGS } from '../words/settings.ts'
import { Page } from './parts.tsx'
import { useMe } from './sign-in.tsx'

const TABS = [
  { to: '/settings', name: SETTINGS.account },
  { to: '/settings/users', name: SETTINGS.users },
  { to: '/settings/tokens', name: SETTINGS.tokens },
  { to: '/settings/audit', name: SETTINGS.audit },
] as const

type SettingsPageProps = {
  readonly tools?: ReactNode
  readonly about?: ReactNode
  readonly children: ReactNode
}

/** One of the pages of the settings, with the way to the others. */
export function SettingsPage({ tools, about, children }: SettingsPageProps) {
  const say = useSay()
  return (
    <Page title={say(MAP.settings)} tools={tools}>
      <nav className="tabs" aria-label={say(MAP.settings)}>
        {TABS.map(({ to, name }) => (
          <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
            {say(name)}
          </Link>
        ))}
      </nav>
      {about && <p className="muted">{about}</p>}
      {children}
    </Page>
  )
}

/** What only administrators see; whoever is none reads that. */
export function ForAdministrators({ children }: { readonly children: ReactNode }) {
  const say = useSay()
  const me = useMe()
  if (!me.data) return null
  if (me.data.caller?.role === 'admin') return children
  return <p className="banner wait">{say(SETTINGS.onlyAdmin)}</p>
}
