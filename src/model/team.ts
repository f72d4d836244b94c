/** People who look after something together. It says whose something is, and keeps nobody from anything. */
export type Team = {
  readonly id: string
  /** The name that people read. */
  readonly name: string
  /** As they sign in. */
  readonly members: readonly string[]
  /** The contact group that reaches it. */
  readonly contact?: string
  /** What it looks after, by their names. */
  readonly sources: readonly string[]
  readonly policies: readonly string[]
  readonly schedules: readonly string[]
}
