// The part of the flow that shows sources: what the configuration of now says of them, and reading a request again.
import { replay } from './flow-intake.ts'
import { quietRuleOf, rulesOf } from './flow-watch.ts'
import { allowedSilence, lateFrom } from './stages/watch/watch.ts'

type Hub = Parameters<typeof replay>[0] & Parameters<typeof rulesOf>[0]

/** What the API asks about sources. */
export function sourcesView(hub: Hub, guides: ReadonlyMap<string, string>) {
  const { directory, sourceTypes, wake } = hub
  return {
    configured: () => directory().configuration.sources,
    types: () =>
      [...sourceTypes.values()].map(({ type, title, methods, addresses = [] }) => ({
        ...{ type, title, methods, guide: guides.get(type) },
        paths: addresses.map(({ path }) => path),
      })),
    titleOf: (type: string) => sourceTypes.get(type)?.title,
    quietRuleOf: (source: string) => quietRuleOf(hub, source),
    monitorRulesOf: (source: string) => rulesOf(hub, source),
    allowedSilence,
    lateFrom,
    replay: (id: string) => replay(hub, id),
    changed: () => wake.tick(),
  }
}
