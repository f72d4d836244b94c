/**
 * Every bound in one place: each queue, list, body, loop and wait has one. A unit stands last in a
 * name. Change a number here, and nowhere else.
 */

/** What a request may bring. */
export const INGEST_LIMITS = {
  /** One request's body. CloudMonitor's are under 8 KiB; Alertmanager's can be large. */
  bodyBytesMax: 1024 * 1024,
  /** Events in one request. */
  eventsPerRequestMax: 10_000,
  /** From the first byte of a request to its last. */
  requestMs: 15_000,
  headersMs: 10_000,
  /** Requests whose events wait for a commit; above it the answer is 503 with Retry-After. */
  waitingMax: 20_000,
  keyLengthMax: 200,
  titleBytesMax: 1024,
  labelsMax: 64,
  labelBytesMax: 1024,
  fieldsMax: 64,
  fieldBytesMax: 4096,
  dedupKeyLengthMax: 512,
  /** How long a delivery is remembered, to know it again when a sender repeats it. */
  redeliveryMemoryMs: 24 * 60 * 60 * 1000,
} as const

/** The store's queues and batches. */
export const STORE_LIMITS = {
  /** Operations that one group commit takes. */
  groupCommitMax: 512,
  quarantineRowsMax: 10_000,
  quarantineBodyBytesMax: 64 * 1024,
  settleBatchMax: 256,
  tickBatchMax: 128,
  pageMax: 500,
} as const

/** The pace of the loops. */
export const LOOP_LIMITS = {
  /** The safety net: a loop looks again after this long even when nobody woke it. */
  idleMs: 1_000,
  /** After a failed turn: from, and at most. */
  failureFirstMs: 100,
  failureMaxMs: 30_000,
  /** How long stop() waits for the turns that are under way. */
  stopMs: 10_000,
} as const

/** Sending. */
export const DELIVERY_LIMITS = {
  attemptMs: 10_000,
  responseBytesMax: 64 * 1024,
  leaseMs: 30_000,
  /** Attempts on one notification before it is kept as a dead letter. */
  attemptsMax: 60,
  retryFirstMs: 1_000,
  retryMaxMs: 5 * 60_000,
  /** Endpoints that are sent to at the same time. */
  lanesMax: 256,
  /** Notifications looked at in one lane's turn. */
  laneWindowMax: 2_000,
  /** Notifications that one digest may merge. */
  digestMax: 500,
} as const

/** Reading the configuration. */
export const CONFIG_LIMITS = {
  fileBytesMax: 4 * 1024 * 1024,
  secretBytesMax: 64 * 1024,
  watchMs: 1_000,
  problemsMax: 100,
} as const

/** Values of the two languages, while they are printed, compared, copied or encoded. */
export const VALUE_LIMITS = {
  /** Lists and maps inside one another; deeper ones are refused (they may contain themselves). */
  depthMax: 500,
  /** Lists, maps and their elements that one comparison or copy may visit. */
  visitedMax: 1_000_000,
  /** UTF-16 units that printing or encoding one value may give. */
  textMax: 8 * 1024 * 1024,
  /** A width or precision in a printf format, as in Go. */
  widthMax: 1_000_000,
} as const

/** Go templates. The first three are about reading one, the others about one rendering. */
export const TEMPLATE_LIMITS = {
  /** Branches, loops and definitions inside one another. */
  nestingMax: 500,
  /** Parentheses inside one another (Go takes 10,000, which its growing stacks allow). */
  expressionDepthMax: 500,
  pipelineMax: 100_000,
  /** UTF-16 units of a template's text. */
  lengthMax: 1024 * 1024,
  /** Variables that are in sight at one place. */
  variablesMax: 5_000,
  /** Templates that call one another (Go takes 100,000). */
  templateDepthMax: 1_000,
  /** UTF-16 units of output. */
  outputMax: 4 * 1024 * 1024,
  /** Actions, loop turns and function calls. */
  stepsMax: 5_000_000,
  /** How long one rendering may take, where a clock is handed in. */
  renderMs: 5_000,
  /** How many steps pass between two looks at the clock. */
  stepsBetweenClockReads: 4_096,
  /** What a call counts that takes long, such as making a key. */
  slowCallSteps: 500_000,
  /** UTF-16 units of a text that a function may give. */
  textMax: 4 * 1024 * 1024,
  /** Elements that one call may make: `until`, `repeat`, `seq`, `randBytes`. */
  generatedMax: 4_000_000,
} as const

/** What the languages' values remember. */
export const LANGUAGE_VALUE_LIMITS = {
  /** Compiled regular expressions that are kept. */
  regexpsMax: 512,
  /** A longer pattern is refused. */
  regexpLengthMax: 64 * 1024,
  /** Compiled time layouts that are kept. */
  layoutsMax: 256,
  /** Quarters of an hour of which a zone's offset is remembered. */
  zoneQuartersMax: 4096,
} as const

/** Expressions (expr): upstream's budgets, and bounds that upstream does not have. */
export const EXPR_LIMITS = {
  /** Nodes of a syntax tree, as upstream. */
  nodesMax: 10_000,
  /** What lists, maps and repeated text of one run may amount to, in elements and bytes, as upstream. */
  memoryMax: 1_000_000,
  /** Expressions inside one another; deeper ones are refused. */
  depthMax: 250,
  /** Elements that the predicates of one run may visit. */
  stepsMax: 10_000_000,
  /** Between two looks at the clock. */
  stepsPerClockRead: 4_096,
  /** A text that an expression builds, in UTF-16 units. */
  textLengthMax: 16 * 1024 * 1024,
  /** Lists and maps inside one another that are compared or flattened. */
  valueDepthMax: 1_000,
} as const
