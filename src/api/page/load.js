// In: the page's state and where it is. Out: the state with what the hub says now.
// What must hold: rows that are shown stay as long as the hub has them; a list never grows without bound.
import { ask, Refused } from './api.js'
import { PAGE_LIMITS } from './limits.js'

/** @typedef {{ rows: any[], next?: string, isLoaded: boolean }} List */

/** @returns {List} */
export function emptyList() {
  return { rows: [], next: undefined, isLoaded: false }
}

/** Fills `state` with all that its route shows. */
export async function load(state) {
  // The first question is asked alone: where a token is needed, one refusal is enough.
  const first = state.status ? undefined : await ask('status')
  const [status] = await Promise.all([first ?? ask('status'), loadView(state)])
  const isAnotherRun = state.status && state.status.startedAt !== status.startedAt
  state.status = status
  if (isAnotherRun) {
    // Another run may stand on other data: what was kept from before is not mixed with it.
    for (const list of Object.values(state.lists)) Object.assign(list, emptyList())
    await loadView(state)
  }
}

/** One more page of the list that the route shows. */
export async function loadOlder(state) {
  const fetchPage = PAGES[state.route.view]
  const list = state.lists[state.route.view]
  if (!fetchPage || list?.next === undefined) return
  const page = await fetchPage(state, list.next)
  // The list may have begun anew meanwhile: only what follows its last row is taken.
  list.rows = [...list.rows, ...olderThan(list.rows.at(-1)?.id ?? '', page.rows)]
  list.next = page.next
}

/** @param {any} state */
async function loadView(state) {
  const { view, id } = state.route
  if (view === 'now') {
    const [firing, acknowledged, latest, { endpoints }] = await Promise.all([
      ask('alerts', { state: 'firing', limit: PAGE_LIMITS.alertRows }),
      ask('alerts', { state: 'acknowledged', limit: PAGE_LIMITS.alertRows }),
      ask('events', { limit: PAGE_LIMITS.latestRows }),
      ask('endpoints'),
    ])
    state.endpoints = Map.groupBy(endpoints, ({ robot }) => robot)
    state.alerts = [...firing.alerts, ...acknowledged.alerts].toSorted(byUrgency)
    state.latest = latest.events
  } else if (view === 'sources') {
    const { sources } = await ask('sources')
    state.sources = sources
    if (id !== undefined) state.requests = { source: id, rows: await requestsOf(id) }
  } else if (view === 'event') {
    state.stories.set(id, await storyOf(id))
  } else if (view !== 'try') {
    await lookAgain(state.lists[view], (before) => PAGES[view](state, before))
  }
}

const SEVERITIES = ['critical', 'error', 'warning', 'info']

/** The worst first; of those the newest. */
function byUrgency(one, other) {
  const difference = SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
  return difference || (one.openedAt < other.openedAt ? 1 : -1)
}

/** @param {string} id */
async function storyOf(id) {
  try {
    return await ask(`events/${encodeURIComponent(id)}`)
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return { missing: error.message }
    throw error
  }
}

/** The newest requests of a source. */
async function requestsOf(source) {
  const query = { limit: PAGE_LIMITS.pageRows }
  const { requests } = await ask(`sources/${encodeURIComponent(source)}/requests`, query)
  return requests
}

/** One page of each list, as `{ rows, next }`. */
const PAGES = {
  async events(_state, before) {
    const { events, next } = await ask('events', { limit: PAGE_LIMITS.pageRows, before })
    return { rows: events, next }
  },
  async undelivered(state, before) {
    const query = { state: 'dead', limit: PAGE_LIMITS.undeliveredRows, before }
    const { notifications, next } = await ask('notifications', query)
    return { rows: await Promise.all(notifications.map((row) => withAttempts(state, row))), next }
  },
  async quarantine(_state, before) {
    const query = { limit: PAGE_LIMITS.undeliveredRows, before }
    const { requests, next } = await ask('quarantine', query)
    return { rows: requests, next }
  },
}

/** A list has no attempts; what is given up changes no more, so each is asked for once. */
async function withAttempts(state, row) {
  const known = state.lists.undelivered.rows.find(({ id }) => id === row.id)
  return known ?? ask(`notifications/${encodeURIComponent(row.id)}`)
}

/**
 * Looks at the newest rows again and joins them to the older ones that are there. Ids grow with
 * time. Where more has arrived than may be fetched, the list starts anew.
 *
 * @param {List} list
 * @param {(before?: string) => Promise<{ rows: any[], next?: string }>} fetchPage
 */
export async function lookAgain(list, fetchPage) {
  const newestKnown = list.rows[0]?.id ?? ''
  let { rows, next } = await fetchPage()
  const reaches = () => next === undefined || rows.at(-1).id <= newestKnown
  for (let pages = 1; list.isLoaded && !reaches() && pages < PAGE_LIMITS.gapPagesMax; pages += 1) {
    const page = await fetchPage(next)
    rows = [...rows, ...page.rows]
    next = page.next
  }
  const older = next !== undefined && reaches() ? olderThan(rows.at(-1).id, list.rows) : []
  list.next = older.length > 0 ? list.next : next
  list.rows = [...rows, ...older]
  list.isLoaded = true
  if (list.rows.length > PAGE_LIMITS.eventRowsMax) {
    list.rows = list.rows.slice(0, PAGE_LIMITS.eventRowsMax)
    list.next = list.rows.at(-1).id
  }
}

function olderThan(id, rows) {
  return rows.filter((row) => row.id < id)
}
