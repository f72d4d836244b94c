/** The sentences of the official catalogue's templates and titles, and what each trigger says by firing. */
import { type Instant, parseIsoTime } from '../../base/time.ts'

/** What is said of an application's last sync, of its health, of its comparison with the repository, of its being. */
export type Said = {
  readonly phase?: string | undefined
  readonly health?: string | undefined
  readonly sync?: string | undefined
  readonly life?: 'created' | 'deleted' | undefined
}

/** Synced, and healthy since. */
const DEPLOYED: Said = { phase: 'Succeeded', health: 'Healthy', sync: 'Synced' }

const SAID_BY_TRIGGER: ReadonlyMap<string, Said> = new Map(
  Object.entries<Said>({
    created: { life: 'created' },
    deleted: { life: 'deleted' },
    deployed: DEPLOYED,
    'health-degraded': { health: 'Degraded' },
    degraded: { health: 'Degraded' },
    'health-healthy': { health: 'Healthy' },
    healthy: { health: 'Healthy' },
    recovered: { health: 'Healthy' },
    'sync-failed': { phase: 'Failed' },
    'sync-running': { phase: 'Running' },
    'sync-status-unknown': { sync: 'Unknown' },
    'sync-succeeded': { phase: 'Succeeded' },
  }),
)

/** What a trigger says, or the catalogue's template of the same name: `on-deployed`, `app-deployed`. */
export function saidByTrigger(trigger: string | undefined): Said | undefined {
  return SAID_BY_TRIGGER.get(trigger?.toLowerCase().replace(/^(?:on|app)-/, '') ?? '')
}

export type Sentence = Said & {
  readonly name: string
  readonly time?: Instant | undefined
  readonly message?: string | undefined
}

type Form = { readonly form: RegExp; readonly says: Said }

/** What the catalogue and the documents call an application, and its name. */
const APP = '\\bapp(?:lication)? [\'"`]?(?<name>[^\\s\'"`<>]{1,253})[\'"`]?'
const NAMED = '应用 ?[「\'"`]?(?<name>[a-z0-9][a-z0-9./-]{0,252})[」\'"`]? ?'
const AT = '(?: at (?<time>\\S{1,40}))?'

/** In each: the name, and where the catalogue has them the time and the error. */
const FORMS: readonly Form[] = [
  say(`${APP} has been created`, { life: 'created' }),
  say(`${APP} has been deleted`, { life: 'deleted' }),
  say(`${APP} has degraded`, { health: 'Degraded' }),
  say(`${APP} (?:is|has been)(?: now)? healthy`, { health: 'Healthy' }),
  say(`${APP} is now running new version`, DEPLOYED),
  say(`${APP} is up and running`, DEPLOYED),
  say(`${APP} has (?:been )?successfully deployed`, DEPLOYED),
  say(
    `sync operation of ${APP} has failed${AT}(?: with the following error: (?<message>[^\\n]{1,4000}))?`,
    { phase: 'Failed' },
  ),
  say(`failed to sync ${APP}`, { phase: 'Failed' }),
  say(`sync operation of ${APP} has started${AT}`, { phase: 'Running' }),
  say(`start syncing ${APP}`, { phase: 'Running' }),
  say(`${APP} sync(?: status)? is '?unknown(?:[^*]{0,2000}\\* (?<message>[^\\n]{1,4000}))?`, {
    sync: 'Unknown',
  }),
  say(`${APP} sync(?: status)? is '?synced`, { sync: 'Synced' }),
  say(`${APP} sync(?: status)? is '?outofsync`, { sync: 'OutOfSync' }),
  say(`${APP} has (?:been )?successfully synced${AT}`, { phase: 'Succeeded' }),
  say(`${APP} (?:was )?synced successfully`, { phase: 'Succeeded' }),
  say(`${NAMED}(?:发布|同步)失败`, { phase: 'Failed' }),
  say(`${NAMED}(?:已)?同步成功`, { phase: 'Succeeded' }),
  say(`${NAMED}(?:部署|发布)成功`, DEPLOYED),
  say(`${NAMED}(?:已降级|健康状态异常|不健康)`, { health: 'Degraded' }),
  say(`${NAMED}(?:已恢复|恢复健康|健康状态正常)`, { health: 'Healthy' }),
  say(`${NAMED}(?:正在|开始)同步`, { phase: 'Running' }),
  say(`${NAMED}同步状态未知`, { sync: 'Unknown' }),
]

function say(form: string, says: Said): Form {
  return { form: new RegExp(form, 'i'), says }
}

/** The first sentence of a catalogue in a text; undefined where there is none. */
export function sentenceOf(text: string): Sentence | undefined {
  for (const { form, says } of FORMS) {
    const groups = form.exec(text)?.groups
    const name = groups?.['name']?.replace(/[./,!]+$/, '')
    if (name === undefined || name === '') continue
    const time = groups?.['time']?.replace(/\.+$/, '')
    return {
      ...says,
      name,
      time: time === undefined ? undefined : parseIsoTime(time),
      message: groups?.['message']?.trim() || undefined,
    }
  }
  return undefined
}
