import { WATCH_LIMITS } from '../../base/limits.ts'
import type { Ping } from '../../model/watch.ts'

/** What a word means; `exitStatus` where it was the number of a program that failed. */
export type Signal = Pick<Ping, 'signal'> & { readonly exitStatus?: number }

/** The words of healthchecks.io, Uptime Kuma and Cronitor, so that their scripts can be pointed here. */
const WORDS: ReadonlyMap<string, Ping['signal']> = new Map([
  ['ok', 'ping'],
  ['up', 'ping'],
  ['success', 'ping'],
  ['complete', 'ping'],
  ['start', 'start'],
  ['run', 'start'],
  ['fail', 'fail'],
  ['down', 'fail'],
  ['error', 'fail'],
  ['failed', 'fail'],
  ['log', 'note'],
])

export const SIGNAL_WORDS: readonly string[] = [...WORDS.keys()]

/** What the word says; undefined for any other word. An exit status of 0 is a ping. */
export function signalOf(word: string): Signal | undefined {
  const signal = WORDS.get(word.toLowerCase())
  if (signal) return { signal }
  if (!/^\d{1,3}$/.test(word) || Number(word) > 255) return undefined
  const exitStatus = Number(word)
  return exitStatus === 0 ? { signal: 'ping' } : { signal: 'fail', exitStatus }
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._/-]*$/u

/** The name of a monitor from the parts of a path, as it is compared; empty without any, undefined for what is no name. */
export function monitorOf(parts: readonly string[]): string | undefined {
  if (parts.length === 0) return ''
  const name = decoded(parts.join('/'))?.normalize('NFC').toLowerCase()
  const isName =
    name !== undefined && name.length <= WATCH_LIMITS.monitorLengthMax && NAME.test(name)
  return isName ? name : undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
