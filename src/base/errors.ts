/**
 * The mistakes of users and operators, each with a stable code. A message says what was expected,
 * what was found and what to do, and never holds a secret or a webhook URL.
 * `docs/reference/errors.md` lists the same codes; a test compares the two.
 */
export const ERROR_CODES = {
  TOCSIN_CONFIG_NOT_FOUND: 'The configuration file does not exist or cannot be read.',
  TOCSIN_CONFIG_SYNTAX: 'The configuration file is not YAML.',
  TOCSIN_CONFIG_UNKNOWN_KEY: 'A key is not known at its place.',
  TOCSIN_CONFIG_INVALID: 'A value is not what its key takes.',
  TOCSIN_CONFIG_REFERENCE: 'A name refers to something that is not defined.',
  TOCSIN_CONFIG_SECRET: 'An environment variable or a secret file could not be read.',
  TOCSIN_MATCHER_INVALID: 'A label matcher could not be parsed.',
  TOCSIN_TEMPLATE_INVALID: 'A message template could not be read.',
  TOCSIN_MAPPING_INVALID: 'A JSONPath, template or condition of a source could not be read.',
  TOCSIN_STORE_OPEN: 'The data folder or its database could not be opened.',
  TOCSIN_STORE_NEWER: 'The database was written by a newer version.',
  TOCSIN_STORE_FULL: 'Too much waits to be stored; try again in a moment.',
  TOCSIN_STORE_AWAY: 'The database is away or full; try again in a moment.',
  TOCSIN_LISTEN: 'The address to listen on is taken or not allowed.',
  TOCSIN_STANDBY: 'This hub stands by: another one uses the data folder.',
  TOCSIN_USAGE: 'The command line is not understood.',
  TOCSIN_UNREACHABLE: 'The hub does not answer at the given address.',
  TOCSIN_KUBERNETES:
    'How to reach a cluster could not be found out, or the cluster does not allow it.',
  TOCSIN_INGEST_UNKNOWN_KEY: 'No source has this ingest key.',
  TOCSIN_INGEST_METHOD: 'The source does not take this HTTP method.',
  TOCSIN_INGEST_UNPARSABLE: 'The body could not be read as an event.',
  TOCSIN_INGEST_TOO_LARGE: 'The body is larger than the source takes.',
  TOCSIN_INGEST_TOO_SLOW: 'The request did not arrive in time.',
  TOCSIN_INGEST_ADDRESS: 'The source does not take requests from this address.',
  TOCSIN_INGEST_CREDENTIALS: 'The source asks for a user and a password.',
  TOCSIN_INGEST_SIGNATURE: 'The signature of the request is missing or does not fit.',
  TOCSIN_INGEST_RATE: 'The source takes no more events at the moment.',
  TOCSIN_NOT_FOUND: 'Nothing is stored under this address.',
  TOCSIN_CONFIG_READ_ONLY: 'The configuration comes from a file and is not changed here.',
  TOCSIN_CHANGED_MEANWHILE: 'What is to be changed is not as the request expects it.',
  TOCSIN_MATCH_MISSING: 'The request has to say which state it changes.',
  TOCSIN_KEY_REUSED: 'The idempotency key belongs to another request.',
  TOCSIN_KEY_BUSY: 'The request with this idempotency key has no answer that can be given again.',
  TOCSIN_REQUEST_INVALID: 'The request is not well formed.',
  TOCSIN_SIGN_IN: 'Who asks has to sign in, or the name and password do not fit.',
  TOCSIN_FORBIDDEN: 'Who asks may not do this.',
  TOCSIN_TOO_BUSY: 'Too many ask for this at once; try again in a moment.',
  TOCSIN_INTERNAL: 'The hub made a mistake; its log has the details.',
} as const

/** One of the codes above. */
export type ErrorCode = keyof typeof ERROR_CODES

/** A user's or operator's mistake. `message` is one or two sentences meant for that person. */
export class TocsinError extends Error {
  override readonly name = 'TocsinError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, text: string, options?: { cause?: unknown }) {
    super(text, options)
    this.code = code
  }
}
