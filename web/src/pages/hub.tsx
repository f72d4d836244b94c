import type { WireStatus } from '../../../src/api/wire.ts'
import { useAnswer } from '../api/queries.ts'
import { GuardedSources } from '../ui/guarded.tsx'
import { Answered, Facts, Page, Section } from '../ui/parts.tsx'
import { Spooled, SpooledMeanwhile } from '../ui/spooled.tsx'
import { Clock, Day } from '../ui/time.tsx'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { type Phrase, plain } from '../words/phrase.ts'
import { COUNTS, RULES } from '../words/rules.ts'

/** The hub about itself. */
export function ThisHub() {
  const { say } = useSpeech()
  const status = useAnswer<WireStatus>('all', 'status', { everyMs: 15_000 })
  return (
    <Page title={say(MAP.hub)}>
      <SpooledMeanwhile problem={status.error} />
      <Answered answer={status}>{(known) => <Known status={known} />}</Answered>
    </Page>
  )
}

function Known({ status }: { readonly status: WireStatus }) {
  const { say, number } = useSpeech()
  const {
    version,
    startedAt,
    lastTickAt,
    configuration,
    counts,
    retention,
    sources,
    calendars,
    spool,
  } = status
  const known: Readonly<Record<string, Phrase>> = COUNTS
  const megabytes = (bytes: number): string => `${number(Math.round(bytes / 1e5) / 10)} MB`
  return (
    <>
      <Facts
        facts={[
          [say(RULES.version), version],
          [say(RULES.running), <Day key="running" at={startedAt} />],
          [say(RULES.revision), <code key="revision">{configuration.revision}</code>],
          [say(RULES.loaded), <Day key="loaded" at={configuration.loadedAt} />],
          [say(RULES.ticked), lastTickAt && <Clock key="tick" at={lastTickAt} />],
          [say(RULES.stored), megabytes(retention.fileBytes)],
          [
            say(RULES.oldest),
            retention.oldestEventAt && <Day key="oldest" at={retention.oldestEventAt} />,
          ],
        ]}
      />
      <Section title={say(RULES.counts)}>
        <Facts
          facts={Object.entries(counts).map(([name, count]) => [
            say(known[name] ?? plain(name)),
            number(count),
          ])}
        />
      </Section>
      {spool && (
        <ul className="health">
          <Spooled spool={spool} />
        </ul>
      )}
      <GuardedSources sources={sources} />
      {calendars.length > 0 && (
        <Section title={say(RULES.calendars)}>
          <ul className="lines">
            {calendars.map(({ schedule, calendar, text, since }) => (
              <li key={`${schedule} ${calendar}`}>
                <strong>{schedule}</strong> {calendar}: {text} · <Clock at={since} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
