// The map of the console. A page's address has all that it shows: whoever opens a link sees what its sender saw.
// Addresses stand behind a `#`, so that the console works below any path of any proxy, and links stay as they were.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from '@tanstack/react-router'
import { Alert } from './pages/alert.tsx'
import { Alerts } from './pages/alerts.tsx'
import { Now } from './pages/now.tsx'
import { Shell } from './ui/shell.tsx'
import { textsIn } from './util/search.ts'

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" /> })
const at = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path })

// The frame shows it before anybody has signed in.
const invitation = createRoute({ ...at('/invitation/$code'), component: () => null })
const signIn = createRoute({
  ...at('/sign-in'),
  component: () => <Navigate to="/" replace />,
  validateSearch: textsIn('refused'),
})
const now = createRoute({ ...at('/'), component: Now })
const alerts = createRoute({
  ...at('/alerts'),
  component: Alerts,
  validateSearch: textsIn('state', 'severity', 'source', 'team', 'text', 'view'),
})
const alert = createRoute({
  ...at('/alerts/$id'),
  component: Alert,
  // Of the list that it stands in.
  validateSearch: textsIn('state', 'severity', 'source', 'team', 'text'),
})
const deliveries = createRoute({
  ...at('/deliveries'),
  component: lazyRouteComponent(() => import('./pages/deliveries.tsx'), 'Deliveries'),
  validateSearch: textsIn('state', 'open'),
})
const undelivered = createRoute({
  ...at('/undelivered'),
  component: () => <Navigate to="/deliveries" search={{ state: 'dead' }} replace />,
})
const events = createRoute({
  ...at('/events'),
  component: lazyRouteComponent(() => import('./pages/events.tsx'), 'Events'),
  validateSearch: textsIn('source'),
})
const event = createRoute({
  ...at('/events/$id'),
  component: lazyRouteComponent(() => import('./pages/event.tsx'), 'Event'),
})
const quarantine = createRoute({
  ...at('/quarantine'),
  component: lazyRouteComponent(() => import('./pages/quarantine.tsx'), 'Quarantine'),
})
const sources = createRoute({
  ...at('/sources'),
  component: lazyRouteComponent(() => import('./pages/sources.tsx'), 'Sources'),
})
const source = createRoute({
  ...at('/sources/$name'),
  component: lazyRouteComponent(() => import('./pages/source.tsx'), 'Source'),
})
const tryOut = createRoute({
  ...at('/try'),
  component: lazyRouteComponent(() => import('./pages/try-source.tsx'), 'TrySource'),
  validateSearch: textsIn('source', 'quarantine'),
})
const connect = createRoute({
  ...at('/connect'),
  component: lazyRouteComponent(() => import('./pages/connect.tsx'), 'Connect'),
  validateSearch: textsIn('type'),
})
const schedules = createRoute({
  ...at('/schedules'),
  component: lazyRouteComponent(() => import('./pages/schedules.tsx'), 'Schedules'),
  validateSearch: textsIn('schedule', 'from', 'zone'),
})
const escalation = createRoute({
  ...at('/escalation'),
  component: lazyRouteComponent(() => import('./pages/escalation.tsx'), 'Escalation'),
})
const contacts = createRoute({
  ...at('/contacts'),
  component: lazyRouteComponent(() => import('./pages/contacts.tsx'), 'Contacts'),
})
const policies = createRoute({
  ...at('/policies'),
  component: lazyRouteComponent(() => import('./pages/policies.tsx'), 'Policies'),
})
const configuration = createRoute({
  ...at('/configuration'),
  component: lazyRouteComponent(() => import('./pages/configuration.tsx'), 'Configuration'),
  validateSearch: textsIn('revision', 'line'),
})
const silences = createRoute({
  ...at('/silences'),
  component: lazyRouteComponent(() => import('./pages/silences.tsx'), 'Silences'),
  validateSearch: textsIn('match'),
})
const templates = createRoute({
  ...at('/templates'),
  component: lazyRouteComponent(() => import('./pages/templates.tsx'), 'Templates'),
  validateSearch: textsIn('template', 'kind', 'source', 'language'),
})
const reports = createRoute({
  ...at('/reports'),
  component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'Reports'),
  validateSearch: textsIn('days', 'by'),
})
const hub = createRoute({
  ...at('/hub'),
  component: lazyRouteComponent(() => import('./pages/hub.tsx'), 'ThisHub'),
})
const account = createRoute({
  ...at('/settings'),
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'Account'),
})
const users = createRoute({
  ...at('/settings/users'),
  component: lazyRouteComponent(() => import('./pages/users.tsx'), 'Users'),
  validateSearch: textsIn('open'),
})
const tokens = createRoute({
  ...at('/settings/tokens'),
  component: lazyRouteComponent(() => import('./pages/api-tokens.tsx'), 'ApiTokens'),
  validateSearch: textsIn('open'),
})
const audit = createRoute({
  ...at('/settings/audit'),
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditLog'),
  validateSearch: textsIn('action', 'text', 'open'),
})

const first = [
  invitation,
  signIn,
  now,
  alerts,
  alert,
  deliveries,
  undelivered,
  events,
  event,
  quarantine,
]
const routeTree = root.addChildren([
  ...first,
  ...[sources, source, tryOut, connect, schedules, escalation],
  ...[contacts, policies, configuration, silences, reports, hub],
  ...[templates, account, users, tokens, audit],
])

export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  scrollRestoration: true,
  defaultPreload: 'intent',
  // What loads fast shows no sign of it.
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
