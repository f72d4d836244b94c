import type { WireShownMessage, WireTemplatePreview } from '../../../src/api/wire-templates.ts'
import { readable } from '../util/payload.ts'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'
import { KINDS, TEMPLATES } from '../words/templates.ts'
import { CardFrame } from './card-frame.tsx'
import { Code, Section } from './parts.tsx'
import { Mark } from './signs.tsx'

/** What each platform would be sent, as it shows it, and for which kinds of messages the template fails. */
export function ShownMessages({ preview }: { readonly preview: WireTemplatePreview }) {
  const { say, list } = useSpeech()
  const known: Readonly<Record<string, Phrase>> = KINDS
  return (
    <Section title={say(TEMPLATES.result)}>
      {preview.fails.map(({ text, kinds }) => (
        <p key={text} className="banner wait">
          <strong>
            {say(TEMPLATES.failsFor(list(kinds.map((kind) => say(known[kind] ?? plain(kind))))))}
          </strong>{' '}
          {text}
        </p>
      ))}
      <ul className="shown-messages">
        {preview.messages.map((message) => (
          <Shown key={message.channel} message={message} isOwnFault={preview.faults.length === 0} />
        ))}
      </ul>
    </Section>
  )
}

function Shown({
  message: { channel, body, cut, fault, size },
  isOwnFault,
}: {
  readonly message: WireShownMessage
  /** What is wrong is wrong on this platform only; else it is said at the template. */
  readonly isOwnFault: boolean
}) {
  const { say, number } = useSpeech()
  const platform = say(codeWords('channel', channel))
  const used = size && say(TEMPLATES.size[size.unit](number(size.used), number(size.most)))
  return (
    <li className="card" data-channel={channel}>
      <div className="shown-head">
        <h3>{platform}</h3>
        {cut && <Mark tone="wait">{say(TEMPLATES.cut)}</Mark>}
        {size && (
          <span className="size">
            <meter
              min={0}
              max={size.most}
              high={size.most * 0.9}
              value={size.used}
              aria-label={used}
            />
            <span className="under">{used}</span>
          </span>
        )}
      </div>
      {fault && isOwnFault && (
        <p className="banner wait">
          <strong>{say(TEMPLATES.fallsBack)}</strong> {fault}
        </p>
      )}
      <CardFrame platform={channel} body={body} title={say(TEMPLATES.drawn(platform))} />
      <details>
        <summary>{say(TEMPLATES.json)}</summary>
        <Code text={readable(body)} />
      </details>
    </li>
  )
}
