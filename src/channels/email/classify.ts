import { withoutCredentials } from '../../base/answer-text.ts'
import { EMAIL_LIMITS } from '../../base/limits.ts'
import type { SmtpOutcome } from '../../base/smtp-client.ts'
import type { Receipt } from '../../model/receipt.ts'
import { receiptOf } from '../../model/verdict.ts'
import { NO_ENCRYPTION, UNKNOWN_OUTCOME, UNREACHABLE, verdictOf } from './answers.ts'

/** What became of one mail. `credentials` are taken out of every text. */
export function classify(outcome: SmtpOutcome, credentials: readonly string[]): Receipt {
  const shown = (text: string) => mask(text, credentials)
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'sent', code: '250', text: shown(textOf(outcome)) }
    case 'refused': {
      const code = outcome.code === 0 ? undefined : String(outcome.code)
      return receiptOf(verdictOf(outcome), { code, text: shown(outcome.text) })
    }
    case 'failed': {
      const text = shown(outcome.reason)
      if (outcome.stage === 'after-send') return receiptOf(UNKNOWN_OUTCOME, { text })
      return receiptOf(isEncryption(outcome.reason) ? NO_ENCRYPTION : UNREACHABLE, { text })
    }
  }
}

/** With those who were not taken, where some were. */
function textOf({ text, rejected }: Extract<SmtpOutcome, { kind: 'accepted' }>): string {
  if (rejected.length === 0) return text
  return `${text} (refused for ${rejected.length} of the addresses: ${rejected.join('; ')})`
}

function isEncryption(reason: string): boolean {
  return /^(?:ETLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO)|certificate|\bSSL\b/i.test(
    reason,
  )
}

function mask(text: string, credentials: readonly string[]): string {
  return withoutCredentials(text, credentials)
    .replace(/\s+/g, ' ')
    .slice(0, EMAIL_LIMITS.answerLengthMax)
    .toWellFormed()
}
