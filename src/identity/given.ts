import { TocsinError } from '../base/errors.ts'
import { IDENTITY_LIMITS } from '../base/limits.ts'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u

/** A name to sign in with, as it is kept and compared. */
export function nameOf(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}

export function isName(name: string): boolean {
  return NAME.test(name)
}

/** The same of a name that somebody chooses. Throws TOCSIN_REQUEST_INVALID. */
export function checkedName(text: string): string {
  const name = nameOf(text)
  if (isName(name)) return name
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected "name" to begin with a letter or digit, and then to have letters, digits and . _ @ + - only, at most ${IDENTITY_LIMITS.nameLengthMax} of them, found another. It is what is typed to sign in.`,
  )
}

/** Throws TOCSIN_REQUEST_INVALID for a password that is too short or too long. */
export function checkPassword(password: string): void {
  const { passwordLengthMin: least, passwordLengthMax: most } = IDENTITY_LIMITS
  if (password.length >= least && password.length <= most) return
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected a password of ${least} to ${most} characters, found one of ${password.length}. A few words that do not belong together are easy to keep in mind.`,
  )
}
