import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Excerpt, Place } from './problem.ts'

/** What of a text may be shown: the places that were read as something that is no secret. */
export type Visible = { readonly text: string; readonly places: readonly Place[] }

const MASK = '***'
/** Words that only ever stand for themselves, and references to the environment without a default. */
const PLAIN_WORD = /^(?:true|false|null|~|-|<<:?|\d{1,6}|\d{1,6}(?:ms|s|m|h|d)|\$\{[A-Za-z_]\w*\})$/
/** A quoted text, a run of brackets and commas, white space, or a run of anything else. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|'[^']*'?|\$?\$\{[^{}\s]*\}|[[\]{},]+|\s+|[^\s[\]{},"']+|./gs

/**
 * The line around `offset`, safe to be shown: keys, brackets, the visible places and harmless words
 * stay, everything else becomes `***`. A mistake often leaves a secret at a place where none is
 * expected ("secert: …"), so that what may be shown is listed, not what may not.
 */
export function excerptAt(visible: Visible, offset: number): Excerpt {
  const { text } = visible
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', start)
  const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '')
  return mask(line, { visible, start, offset })
}

type Line = { readonly visible: Visible; readonly start: number; readonly offset: number }

function mask(line: string, { visible, start, offset }: Line): Excerpt {
  const places = visible.places.filter(
    (place) => place.to > start && place.from < start + line.length,
  )
  let shown = ''
  let caretAt: number | undefined
  for (const token of line.matchAll(TOKEN)) {
    const [word] = token
    const at = start + token.index
    const keep =
      mayBeShown(word, line.slice(token.index + word.length)) || covered(places, at, word)
    if (caretAt === undefined && offset < at + word.length)
      caretAt = cellsOf(keep ? shown + word.slice(0, Math.max(0, offset - at)) : shown)
    if (keep) shown += word
    else if (!shown.trimEnd().endsWith(MASK)) shown += MASK
  }
  shown = shown.replaceAll('\t', ' ').trimEnd()
  return cut(shown, caretAt ?? cellsOf(shown))
}

function mayBeShown(word: string, rest: string): boolean {
  if (/^(?:\s+|[[\]{},]+)$/.test(word)) return true
  if (PLAIN_WORD.test(word.replace(/^(["'])(.*)\1$/, '$2'))) return true
  const isKey = word.endsWith(':') ? /^(?:\s|$)/.test(rest) : /^\s*:(?:\s|$)/.test(rest)
  return word === ':' || (isKey && looksLikeAName(word))
}

/** Of a key that was not understood: whether it is a word rather than a token that slipped there. */
export function looksLikeAName(key: string): boolean {
  return /^[\p{L}\p{M}_-]{1,40}:?$|^[\p{L}\p{N}\p{M}._-]{1,16}:?$/u.test(key)
}

function covered(places: readonly Place[], at: number, word: string): boolean {
  return places.some((place) => place.from <= at && at + word.length <= place.to)
}

/** Long lines are shown around the caret. */
function cut(text: string, caretAt: number): Excerpt {
  const most = CONFIG_SHAPE_LIMITS.excerptLengthMax
  if (text.length <= most) return { text, caretAt }
  const from = Math.max(0, Math.min(caretAt - Math.floor(most / 2), text.length - most))
  if (cellsOf(text) !== text.length)
    return { text: `${text.slice(0, most)}…`, caretAt: Math.min(caretAt, most) }
  const before = from > 0 ? '…' : ''
  const after = from + most < text.length ? '…' : ''
  return {
    text: `${before}${text.slice(from, from + most)}${after}`,
    caretAt: caretAt - from + before.length,
  }
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** How many cells of a terminal a text takes: Chinese characters take two. */
export function cellsOf(text: string): number {
  let cells = 0
  for (const character of text) cells += WIDE.test(character) ? 2 : 1
  return cells
}
