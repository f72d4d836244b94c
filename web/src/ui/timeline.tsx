import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireNearMiss } from '../../../src/api/wire.ts'
import type { WireStory, WireStoryLine } from '../../../src/api/wire-story.ts'
import { ALERT, LINE_KINDS } from '../words/alert.ts'
import { useSpeech } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'
import { Chips } from './chips.tsx'
import { Section } from './parts.tsx'
import { Clock, Timed } from './time.tsx'

const CHOICES = {
  allLines: undefined,
  onlyTold: ['notification', 'digest', 'attempt', 'escalation'],
  onlyPeople: ['answer', 'state'],
  onlyHeld: ['hold', 'match'],
} as const

type Choice = keyof typeof CHOICES

/** All that happened to an alert, newest first: also what was not told, and why not. */
export function Timeline({ story }: { readonly story: WireStory }) {
  const { say } = useSpeech()
  const [choice, setChoice] = useState<Choice>('allLines')
  const kinds: readonly string[] | undefined = CHOICES[choice]
  const lines = story.lines.filter(({ kind }) => kinds === undefined || kinds.includes(kind))
  const omitted = story.omitted.events + story.omitted.lines
  return (
    <Section
      title={say(ALERT.timeline)}
      tools={
        <Chips label={say(ALERT.timeline)}>
          {(['allLines', 'onlyTold', 'onlyPeople', 'onlyHeld'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === choice}
              onClick={() => setChoice(one)}
            >
              {say(ALERT[one])}
            </button>
          ))}
        </Chips>
      }
    >
      <ol className="timeline">
        {lines.toReversed().map((line, index) => (
          <Line key={`${line.at} ${line.kind} ${index - lines.length}`} line={line} />
        ))}
      </ol>
      {omitted > 0 && <p className="muted">{say(ALERT.omitted(omitted))}</p>}
    </Section>
  )
}

function Line({ line }: { readonly line: WireStoryLine }) {
  const { say, language } = useSpeech()
  const { at, kind, text, eventId, notificationId, policy, change } = line
  const known: Readonly<Record<string, Phrase>> = LINE_KINDS
  return (
    <li className={`line ${kind}`}>
      <Clock at={at} />
      <span className="line-kind">{say(known[kind] ?? plain(kind))}</span>
      <div>
        <Timed text={text[language]} />
        {policy && <span className="muted"> · {policy}</span>}
        {change && (
          <span className="under">
            <Timed text={change[language]} />
          </span>
        )}
        {kind === 'event' && eventId && (
          <Link to="/events/$id" params={{ id: eventId }} className="under">
            {say(ALERT.toEvent)}
          </Link>
        )}
        {kind === 'notification' && notificationId && (
          <Link to="/deliveries" search={{ open: notificationId }} className="under">
            {notificationId}
          </Link>
        )}
      </div>
    </li>
  )
}

/** Policies that did not want it, and what would have to be different. */
export function Nearly({ nearly }: { readonly nearly: readonly WireNearMiss[] }) {
  const { say, language } = useSpeech()
  return (
    <Section title={say(ALERT.nearly)}>
      <ul className="lines">
        {nearly.map(({ policy, failing, takenBy }) => (
          <li key={policy}>
            <strong>{policy}</strong>
            {takenBy && ` · ${say(ALERT.takenBy)} ${takenBy}`}
            {failing.map(({ matcher, found, change }) => (
              <span key={matcher} className="under">
                <code>{matcher}</code> · {say(ALERT.found)}{' '}
                {found === '' ? say(ALERT.nothing) : <code>{found}</code>}
                <br />
                {change[language]}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  )
}
