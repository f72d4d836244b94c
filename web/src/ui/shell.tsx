import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { WireStatus } from '../../../src/api/wire.ts'
import type { WireAlertCounts } from '../../../src/api/wire-search.ts'
import { hasToken, Problem } from '../api/client.ts'
import { listen, useIsLost } from '../api/live.ts'
import { useAnswer } from '../api/queries.ts'
import bell from '../style/bell.svg'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { Help } from './help.tsx'
import { Invitation } from './invitation.tsx'
import { useKeys } from './keys.ts'
import { FIRST, GROUPS, type Place } from './map.ts'
import { MenuSheet } from './menu-sheet.tsx'
import { Palette } from './palette.tsx'
import { Choices, SandboxLink } from './shell-parts.tsx'
import { SignIn } from './sign-in.tsx'
import { Toasts } from './toast.tsx'

/** The frame of every page. */
export function Shell() {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const status = useAnswer<WireStatus>('all', 'status')
  const invitation = /^\/invitation\/([^/]+)$/.exec(path)?.[1]
  if (invitation !== undefined) return <Invitation code={invitation} />
  if (status.error instanceof Problem && [401, 403].includes(status.error.status)) {
    return hasToken() || status.error.status === 401 ? (
      <SignIn />
    ) : (
      <Refused text={status.error.message} />
    )
  }
  return <Frame status={status.data} />
}

function Refused({ text }: { readonly text: string }) {
  return (
    <main className="sign-in">
      <h1>Tocsin</h1>
      <p className="banner bad">{text}</p>
    </main>
  )
}

type Open = 'help' | 'palette' | 'menu' | undefined

function Frame({ status }: { readonly status: WireStatus | undefined }) {
  const { say } = useSpeech()
  const [open, setOpen] = useState<Open>()
  const close = (): void => setOpen(undefined)
  const firing = useFiring()
  useTitle(firing)
  useFocusOnMove()
  useEffect(() => {
    const end = new AbortController()
    void listen(end.signal)
    return () => end.abort()
  }, [])
  useKeys({ '?': () => setOpen('help'), 'mod+k': () => setOpen('palette') })
  return (
    <div className="shell">
      <button
        type="button"
        className="skip"
        onClick={() => document.querySelector<HTMLElement>('main')?.focus()}
      >
        {say(COMMON.skip)}
      </button>
      <SideBar firing={firing} onFind={() => setOpen('palette')} onHelp={() => setOpen('help')} />
      <div className="column">
        <Banners status={status} />
        <main tabIndex={-1} id="main">
          <Outlet />
        </main>
      </div>
      <nav className="bottom-bar" aria-label={say(MAP.pages)}>
        {FIRST.map((place) => (
          <PlaceLink key={place.to} place={place} firing={firing} />
        ))}
        <button type="button" className="plain" onClick={() => setOpen('menu')}>
          {say(MAP.more)}
        </button>
      </nav>
      {open === 'help' && <Help onClose={close} />}
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'menu' && <MenuSheet onClose={close} />}
      <Toasts />
    </div>
  )
}

/** How many alerts nobody has taken on. */
function useFiring(): number {
  const counts = useAnswer<WireAlertCounts>('alerts', 'alert-counts')
  const firing = counts.data?.counts.filter(({ state }) => state === 'firing') ?? []
  return firing.reduce((sum, { count }) => sum + count, 0)
}

/** The tab says how many alerts wait for somebody, whatever page it shows. */
function useTitle(firing: number): void {
  const path = useRouterState({ select: ({ location }) => location.href })
  useEffect(() => {
    const draw = (): void => {
      const heading = document.querySelector('h1')?.textContent ?? ''
      document.title = `${firing > 0 ? `(${firing}) ` : ''}${heading === '' ? '' : `${heading} · `}Tocsin`
    }
    draw()
    const watch = new MutationObserver(draw)
    const main = document.querySelector('main')
    if (main) watch.observe(main, { childList: true, subtree: true, characterData: true })
    return () => watch.disconnect()
  }, [firing, path])
}

/** After a move, the reader's place is the heading of the new page. */
function useFocusOnMove(): void {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    const heading = document.querySelector<HTMLElement>('main h1')
    heading?.focus({ preventScroll: true })
  }, [path])
}

function SideBar({
  firing,
  onFind,
  onHelp,
}: {
  readonly firing: number
  readonly onFind: () => void
  readonly onHelp: () => void
}) {
  const { say } = useSpeech()
  return (
    <aside className="side">
      <Link to="/" className="brand">
        <img src={bell} alt="" width="24" height="24" />
        Tocsin
      </Link>
      <button type="button" className="find" onClick={onFind}>
        {say(MAP.findShort)} <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label={say(MAP.pages)}>
        {GROUPS.map(({ name, places }) => (
          <div key={name.en} className="nav-group">
            <p className="nav-head">{say(name)}</p>
            {places.map((place) => (
              <PlaceLink key={place.to} place={place} firing={firing} />
            ))}
          </div>
        ))}
      </nav>
      <div className="side-foot">
        <SandboxLink />
        <Choices />
        <button type="button" className="plain small" onClick={onHelp}>
          {say(MAP.keys)} <kbd>?</kbd>
        </button>
      </div>
    </aside>
  )
}

function PlaceLink({ place, firing }: { readonly place: Place; readonly firing: number }) {
  const { say, number } = useSpeech()
  return (
    <Link to={place.to} activeOptions={{ exact: place.to === '/' }} className="nav-link">
      {say(place.name)}
      {place.to === '/alerts' && firing > 0 && <span className="count">{number(firing)}</span>}
    </Link>
  )
}

/** What concerns every page: a hub that is silent, and a configuration that is broken. */
function Banners({ status }: { readonly status: WireStatus | undefined }) {
  const { say } = useSpeech()
  const isLost = useIsLost()
  const broken = status?.configuration.broken
  return (
    <div className="banners" role="status">
      {isLost && (
        <div className="banner wait">
          <strong>{say(COMMON.silent)}</strong> {say(COMMON.silentMore)}
        </div>
      )}
      {broken && (
        <div className="banner bad">
          <strong>{say(COMMON.broken)}</strong> {say(COMMON.brokenMore)}
          {broken.problems.map((problem) => (
            <pre key={problem} tabIndex={0}>
              {problem}
            </pre>
          ))}
        </div>
      )}
    </div>
  )
}
