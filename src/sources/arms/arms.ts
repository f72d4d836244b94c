/**
 * In: a request from ARMS alert management, or from EDAS and SAE that have it built in: Alertmanager's form, a
 * webhook template's body, valid JSON or not, or a robot's text.
 * Out: an event for each alert in it, or a sentence on why there is none.
 * Holds: pure; never throws for what was sent; where the text decides, the event says that it was guessed.
 */
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { keyOf } from '../../reading/bounds.ts'
import { type ChatMessage, chatEvent } from '../../reading/chat-event.ts'
import { chatWordFields } from '../../reading/chat-words.ts'
import { bodyText, decodeRequest } from '../../reading/decode.ts'
import { keysFound } from '../../reading/found.ts'
import { isRecord, type JsonRecord, parseJson, textAt } from '../../reading/json.ts'
import { occasionOf } from '../../reading/parts.ts'
import { robotTypeOf } from '../../reading/robot.ts'
import { alertEvents, isAlertContent } from './alert-content.ts'
import { factsOfRecord, factsOfText, templateEvent } from './template.ts'

/** ARMS alert management, also as EDAS and SAE embed it. */
export const arms: SourceType = {
  type: 'arms',
  title: { en: 'Alibaba ARMS, EDAS and SAE alerts', zh: '阿里云 ARMS、EDAS、SAE 告警' },
  methods: ['POST', 'GET'],
  fields: chatWordFields,
  // A policy that escalates, or tells once, does not repeat what goes on.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, context: SourceContext): SourceReading {
  const text = bodyText(request)
  if (PLACEHOLDER.test(text)) return one(consoleTest(text, context.receivedAt))
  const isWhole = isRecord(parseJson(text))
  // A template's body that its values broke: what its keys hold is surer than any repair.
  const broken = isWhole || text === '' ? undefined : factsOfText(text)
  if (broken !== undefined) return one(templateEvent(broken, text, context.receivedAt))
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return readText(text, decoded.found, context)
  if (!isRecord(decoded.value)) return unparsable('A list, not one notification.')
  return readRecord(decoded.value, { request, context, text: decoded.text })
}

/** The console's test button sends the placeholder as it stands. */
const PLACEHOLDER = /^"?\$(?:alertmanager_)?content"?$/

function consoleTest(text: string, receivedAt: number): ParsedEvent {
  return {
    kind: 'notice',
    dedupKey: keyOf('test'),
    deliveryKey: keyOf('test', occasionOf(receivedAt)),
    name: 'TestMessage',
    title: {
      en: 'Test message from ARMS, nothing is wrong',
      zh: 'ARMS 测试消息，无需处理',
    },
    severity: 'info',
    labels: { product: 'ARMS', name: 'TestMessage', test: 'true' },
    fields: [],
    links: [],
    raw: text,
  }
}

type Whole = {
  readonly request: SourceRequest
  readonly context: SourceContext
  readonly text: string
}

function readRecord(record: JsonRecord, { request, context, text }: Whole): SourceReading {
  const robot = robotTypeOf(record)
  if (robot !== undefined) return { kind: 'as', type: robot, request }
  if (isAlertContent(record)) {
    return { kind: 'events', events: alertEvents(record, context.receivedAt) }
  }
  const facts = factsOfRecord(record)
  if (facts !== undefined) return one(templateEvent(facts, text, context.receivedAt))
  const message = messageOf(record, text)
  if (message === undefined) return unparsable(keysFound(record, 'no notification of ARMS'))
  const said = factsOfText(message.text)
  if (said !== undefined) return one(templateEvent(said, text, context.receivedAt))
  return one(chatEvent(message, 'ARMS', context))
}

/** A user's own template, where it holds a text for people. */
function messageOf(record: JsonRecord, raw: string): ChatMessage | undefined {
  const text = textAt(record, 'content', 'text', 'message', 'msg', 'body', 'description')
  if (text === undefined) return undefined
  const title = textAt(record, 'title', 'subject', 'alertname')
  return { form: 'template', title, text, links: [], colours: [], id: undefined, raw }
}

/** What `$content` makes where the body is nothing else. */
function readText(text: string, found: string, context: SourceContext): SourceReading {
  const isText = /\p{L}/u.test(text) && !LIKE_JSON.test(text) && !text.includes('\ufffd')
  if (!isText) return unparsable(found)
  const message = { form: 'text', title: undefined, text, links: [], colours: [], id: undefined }
  return one(chatEvent({ ...message, raw: text }, 'ARMS', context))
}

/** `[告警] …` is a text. */
const LIKE_JSON = /^(?:[{"]|\[\s{0,8}[{["\d])/

function one(event: ParsedEvent): SourceReading {
  return { kind: 'events', events: [event] }
}

function unparsable(found: string): SourceReading {
  return {
    kind: 'unparsable',
    expected: 'A notification of ARMS, EDAS or SAE: $alertmanager_content, or a webhook template.',
    found,
    remedy:
      'Set the body of the webhook in ARMS to exactly $alertmanager_content, or give a template of your own a source of the type generic.',
  }
}
