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

const NAME = '[\'"`「]?(?<name>[a-z0-9][a-z0-9./-]{0,252})[\'"`」]?'

/** In each: the name, and where the catalogue has them the time and the error. */
const FORMS: readonly Form[] = [
  say(`application ${NAME} has been created`, { life: 'created' }),
  say(`application ${NAME} has been deleted`, { life: 'deleted' }),
  say(`application ${NAME} has degraded`, { health: 'Degraded' }),
  say(`application ${NAME} is (?:now )?healthy`, { health: 'Healthy' }),
  say(`application ${NAME} is now running new version`, DEPLOYED),
  say(`new version of an application ${NAME} is up and running`, DEPLOYED),
  say(
    `sync operation of application ${NAME} has failed(?: at (?<time>\\S{1,40}))?(?: with the following error: (?<message>[^\\n]{1,4000}))?`,
    { phase: 'Failed' },
  ),
  say(`failed to sync application ${NAME}`, { phase: 'Failed' }),
  say(`sync operation of application ${NAME} has started(?: at (?<time>\\S{1,40}))?`, {
    phase: 'Running',
  }),
  say(`start syncing application ${NAME}`, { phase: 'Running' }),
  say(
    `application ${NAME} sync(?: status)? is '?unknown(?:[^*]{0,2000}\\* (?<message>[^\\n]{1,4000}))?`,
    { sync: 'Unknown' },
  ),
  say(`application ${NAME} sync(?: status)? is '?synced`, { sync: 'Synced' }),
  say(`application ${NAME} sync(?: status)? is '?outofsync`, { sync: 'OutOfSync' }),
  say(`application ${NAME} has been successfully synced(?: at (?<time>\\S{1,40}))?`, {
    phase: 'Succeeded',
  }),
  say(`应用 ?${NAME} ?(?:发布|同步)失败`, { phase: 'Failed' }),
  say(`应用 ?${NAME} ?(?:已)?同步成功`, { phase: 'Succeeded' }),
  say(`应用 ?${NAME} ?(?:部署|发布)成功`, DEPLOYED),
  say(`应用 ?${NAME} ?(?:已降级|健康状态异常|不健康)`, { health: 'Degraded' }),
  say(`应用 ?${NAME} ?(?:已恢复|恢复健康|健康状态正常)`, { health: 'Healthy' }),
  say(`应用 ?${NAME} ?(?:正在|开始)同步`, { phase: 'Running' }),
  say(`应用 ?${NAME} ?同步状态未知`, { sync: 'Unknown' }),
]

function say(form: string, says: Said): Form {
  return { form: new RegExp(form, 'i'), says }
}

/** The first sentence of a catalogue in a text; undefined where there is none. */
export function sentenceOf(text: string): Sentence | undefined {
  for (const { form, says } of FORMS) {
    const groups = form.exec(text)?.groups
    const name = groups?.['name']?.replace(/[./]+$/, '')
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
