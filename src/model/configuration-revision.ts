/** What is known of one state of the configuration that people edit in the console. */
export type ConfigurationRevision = {
  /** From 1, without a gap. */
  readonly number: number
  readonly at: number
  /** Who saved it, as people read it. */
  readonly by: string
  readonly comment: string
  /** A digest of its text, as a running hub calls it. */
  readonly digest: string
  /** The revision whose text it has again. */
  readonly restores?: number
}

/** A revision with all that it is read from. */
export type WholeRevision = ConfigurationRevision & {
  /** YAML, in which references stand for secrets. */
  readonly text: string
  /** What references of the text stand for, by their names. Never shown. */
  readonly secrets: Readonly<Record<string, string>>
}
