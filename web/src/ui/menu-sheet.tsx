import { Link } from '@tanstack/react-router'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { Dialog } from './dialog.tsx'
import { GROUPS } from './map.ts'
import { Choices, SandboxLink } from './shell-parts.tsx'

/** All places, on a phone. */
export function MenuSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useSay()
  return (
    <Dialog title={say(MAP.pages)} onClose={onClose} className="sheet">
      <nav aria-label={say(MAP.pages)} className="sheet-places">
        {GROUPS.flatMap(({ places }) => places).map(({ to, name }) => (
          <Link key={to} to={to} className="nav-link" onClick={onClose}>
            {say(name)}
          </Link>
        ))}
        <SandboxLink />
      </nav>
      <Choices />
      <button type="button" onClick={onClose}>
        {say(COMMON.close)}
      </button>
    </Dialog>
  )
}
