import { pino } from 'pino'
import { redact } from './redact.ts'

/** What the parts of the hub write their log with: facts first, then a sentence. */
export interface Log {
  debug(facts: LogFacts, text: string): void
  info(facts: LogFacts, text: string): void
  warn(facts: LogFacts, text: string): void
  error(facts: LogFacts, text: string): void
}

export type LogFacts = Readonly<Record<string, unknown>>
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * One JSON object a line, to standard error: standard output is for what a command was asked for.
 * Errors are reduced to their redacted text and stack; texts go through `redact`.
 */
export function createLog(level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describedOnce },
    },
    pino.destination({ dest: 2, sync: true }),
  )
  return {
    debug: (facts, text) => logger.debug(facts, redact(text)),
    info: (facts, text) => logger.info(facts, redact(text)),
    warn: (facts, text) => logger.warn(facts, redact(text)),
    error: (facts, text) => logger.error(facts, redact(text)),
  }
}

/** Whoever logs an error has often described it already. */
function describedOnce(error: unknown): unknown {
  const isDescribed = typeof error === 'object' && error !== null && 'text' in error
  return isDescribed && !(error instanceof Error) ? error : describeError(error)
}

/** A log that keeps nothing, for tests and commands that print for people. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** An exception as text that may be logged: its message and stack with credentials masked. */
export function describeError(error: unknown): { text: string; stack?: string } {
  if (!(error instanceof Error)) return { text: redact(String(error)) }
  return { text: redact(error.message), stack: error.stack && redact(error.stack) }
}
