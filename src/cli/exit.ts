/** The exit statuses of every command; docs/reference/cli.md lists them. */
export const EXIT = {
  /** Done, and nothing is wrong. */
  ok: 0,
  /** What was asked for did not succeed: a broken configuration, a refused event, an undelivered message. */
  failed: 1,
  /** The command line is not understood. */
  usage: 2,
  /** No hub answers at the address. */
  unreachable: 3,
} as const
