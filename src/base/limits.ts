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
  /** Address and headers: a sender that uses GET says everything in its query. */
  headerBytesMax: 64 * 1024,
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

/** What a source may ask of a request before its events are taken. */
export const GUARD_LIMITS = {
  /** Addresses and ranges in a list. */
  rangesMax: 1_000,
  /** Proxies that one request may have come through; what an earlier one says is not looked at. */
  proxiesMax: 32,
  userLengthMax: 128,
  passwordLengthMax: 1_024,
  headerLengthMax: 64,
  /** How a signature is written, and what it is over. */
  formLengthMax: 64,
  overLengthMax: 256,
  secretLengthMin: 8,
  /** Signatures in one header that are tried: senders give several while they change their secret. */
  signaturesMax: 16,
  toleranceMsMin: 1_000,
  toleranceMsMax: 60 * 60_000,
  /** Events a minute, and at once. */
  perMinuteMax: 10_000_000,
  /** A request that was larger than the rate allows makes later ones wait for this long at most. */
  debtMsMax: 60 * 60_000,
  bodyBytesMin: 256,
} as const

/** What is kept of each request to a source. */
export const INGEST_LOG_LIMITS = {
  /** Requests of one source; the oldest makes room. */
  requestsMax: 200,
  /** Of a body, its path, its query, and all its headers as JSON. */
  bodyBytesMax: 16 * 1024,
  pathLengthMax: 512,
  queryLengthMax: 4 * 1024,
  headersLengthMax: 8 * 1024,
  problemLengthMax: 1_000,
  /** Events of one request that it names. */
  eventIdsMax: 50,
  /** Refusals of one source that are kept in a minute; the others are counted. */
  refusalsPerMinuteMax: 60,
  /** Sources whose headers are kept masked for the next request. */
  headersKeptMax: 1_000,
  /** How long, and how many, deliveries are remembered so that a repeated one is answered as the first was. */
  repeatMemoryMs: 10 * 60_000,
  repeatsMax: 60_000,
} as const

/** Watching whether senders still speak. */
export const WATCH_LIMITS = {
  /** Monitors of one source, and the length of a monitor's name and of what it says. */
  monitorsMax: 1_000,
  monitorLengthMax: 100,
  textBytesMax: 4_096,
  intervalMsMin: 10_000,
  /** Rows that one turn of the tick looks at. */
  tickMax: 128,
  /** How often the hub notes that it is there; and a pause between two looks from which on it was away itself. */
  aliveMs: 2 * 60_000,
  awayMs: 5 * 60_000,
  /** An outage of the hub that is shorter is not counted as a source's silence; after a longer one counting begins anew. */
  shortOutageMs: 10 * 60_000,
  /** How often the habits of a source are looked at, for how many days they are kept, and on how many of the last 7 it must have spoken. */
  lookMs: 10 * 60_000,
  daysMax: 14,
  daysMin: 5,
  /** How long a source is observed before it can be said to be quiet by its habits. */
  observeMs: 7 * 24 * 60 * 60_000,
  /** A source may be silent for so many times its longest pause: at least, and at most, or it has no habit. */
  pausesMax: 4,
  quietMsMin: 60 * 60_000,
  quietMsMax: 3 * 24 * 60 * 60_000,
  /** The shortest silence that a configuration may name. */
  quietRuleMsMin: 60_000,
  /** How long a source that is no longer configured is remembered. */
  forgetMs: 30 * 24 * 60 * 60_000,
} as const

/** The controller in a cluster, and what it asks of the API server. */
export const KUBERNETES_LIMITS = {
  /** One request, but for a watch: from its first byte to the last of its answer. */
  requestMs: 30_000,
  /** Objects in one page of a list, and bytes of a page or of one line of a watch: an object has two MiB at most. */
  pageMax: 100,
  answerBytesMax: 256 * 1024 * 1024,
  lineBytesMax: 8 * 1024 * 1024,
  /** Objects of one kind that are kept in memory; with more the kind is not watched, and the log says so. */
  objectsMax: 100_000,
  /** How long the server is asked to keep a watch open: at least, and at most. */
  watchMsMin: 4 * 60_000,
  watchMsMax: 8 * 60_000,
  /** A watch in which not even a bookmark comes for so long is taken up anew. Servers send one a minute. */
  watchIdleMs: 150_000,
  /** After a failure: from, and at most; as a share, how far the waits are spread. */
  retryFirstMs: 800,
  retryMaxMs: 30_000,
  retrySpread: 0.5,
  /** What a server may ask us to wait. */
  retryAfterMsMax: 120_000,
  /** How long a token is used before its file is read again. */
  tokenMs: 60_000,
  /** A program that gives credentials: how long it may take, and what it may say. */
  execMs: 60_000,
  execBytesMax: 1024 * 1024,
  kubeconfigBytesMax: 4 * 1024 * 1024,
  /** Which of several replicas works: how long a lease holds, how long it is renewed in vain, and how often. */
  leaseMs: 15_000,
  leaseRenewMs: 10_000,
  leaseRetryMs: 2_000,
  /** How often each Application is looked at without a change. */
  resyncMs: 60_000,
  /** Applications that are looked at at once; how long one look may take before its place is given to the next; and how many may hang. */
  concurrencyDefault: 8,
  concurrencyMax: 256,
  lookMs: 30_000,
  hangingMax: 64,
  /** After a look that failed: from, and at most. */
  lookRetryFirstMs: 1_000,
  lookRetryMaxMs: 60_000,
  /** Tries to change an annotation that others' edits came before. */
  patchAttemptsMax: 5,
  /** Applications that ended and were not looked at for the last time yet. */
  endedMax: 10_000,
} as const

/** Who may use the hub. */
/** Templates that are tried out. */
export const TEMPLATE_PREVIEW_LIMITS = {
  /** Of one part, and of all of a request with its payload. */
  partLengthMax: 256 * 1024,
  bodyBytesMax: 1024 * 1024,
  /** After which nothing more is rendered for one request: the hub waits meanwhile. */
  renderMs: 1_000,
} as const

export const IDENTITY_LIMITS = {
  usersMax: 10_000,
  /** Of one user. */
  sessionsMax: 50,
  tokensMax: 1_000,
  nameLengthMax: 100,
  passwordLengthMin: 10,
  passwordLengthMax: 200,
  /** Failed attempts to sign in under one name, or from one address, within the time. */
  failuresOfNameMax: 10,
  failuresOfAddressMax: 50,
  failureMs: 15 * 60_000,
  /** Names and addresses whose failures are remembered. */
  failingMax: 10_000,
  /** Passwords that are hashed at once, and that wait for it. */
  hashingMax: 2,
  hashingWaitingMax: 50,
  /** How long a session lasts, and how long without being used. */
  sessionMs: 90 * 24 * 60 * 60_000,
  sessionIdleMs: 14 * 24 * 60 * 60_000,
  /** How often the use of a session or token is noted. */
  seenMs: 5 * 60_000,
  invitationMs: 3 * 24 * 60 * 60_000,
  /** How long somebody may be away at the identity provider. */
  providerMs: 10 * 60_000,
  /** What the provider may answer. */
  providerBytesMax: 256 * 1024,
  auditMax: 200_000,
  /** Entries that are looked through for words in one request, and how many of them are read at once. */
  auditSearchedMax: 10_000,
  auditBatchMax: 500,
  /** What is kept of each side of a change. */
  auditBytesMax: 16 * 1024,
  bodyBytesMax: 16 * 1024,
} as const

/** The configuration where people edit it in the console. */
export const REVISION_LIMITS = {
  /** Revisions that are kept; the oldest make room. */
  revisionsMax: 500,
  textBytesMax: 1024 * 1024,
  commentLengthMax: 500,
  /** Secrets that one revision keeps, and the length of one. */
  secretsMax: 5_000,
  secretLengthMax: 16 * 1024,
  /** A text and its secrets in a request. */
  bodyBytesMax: 4 * 1024 * 1024,
  /** Revisions that are tried at the start, from the newest on, until one can be used. */
  triedMax: 20,
  /** Lines that differ, beyond which a comparison takes all between as changed; and lines shown around a change. */
  differencesMax: 1_000,
  contextLines: 3,
  /** How long a preview may take: the hub has other things to do. */
  previewMs: 30_000,
} as const

/** Requests that may come again under a key of their sender. */
export const IDEMPOTENCY_LIMITS = {
  keyLengthMax: 255,
  /** How long an answer is given again, and how long a request may be under way before it counts as lost. */
  keptMs: 24 * 60 * 60_000,
  busyMs: 60_000,
  keysMax: 100_000,
  /** A longer answer is not kept: the same request is refused then. */
  answerBytesMax: 256 * 1024,
} as const

/** The store's queues and batches. */
export const STORE_LIMITS = {
  /** Operations that one group commit takes. */
  groupCommitMax: 512,
  /** Events with which a commit is begun at once, where none is under way. */
  groupCommitStart: 8,
  /** Events for which a second commit is begun before the first is answered. */
  groupCommitWorth: 24,
  /** States of alerts that are remembered. */
  alertStatesMax: 20_000,
  quarantineRowsMax: 10_000,
  quarantineBodyBytesMax: 64 * 1024,
  settleBatchMax: 512,
  /** Appended events that are kept in memory until they are settled. */
  recentEventsMax: 20_000,
  /** Pages that the writer keeps in memory. */
  writerCacheBytesMax: 32 * 1024 * 1024,
  /** What the writer's thread may make before it is collected: without a bound it grows to several times that. */
  writerYoungMegabytesMax: 16,
  /** Of the file, mapped into memory for reading. */
  mappedBytesMax: 1024 * 1024 * 1024,
  tickBatchMax: 128,
  /** Inhibitions and windows that hold something back and are looked through when the configuration changes. */
  holdersMax: 1_000_000,
  pageMax: 500,
} as const

/** A store in PostgreSQL, which several hubs may share. */
export const POSTGRES_LIMITS = {
  /** Rows of several groups that one statement writes. */
  rowsTogetherMax: 2_000,
  /** Of one hub. */
  connectionsMax: 12,
  connectMs: 5_000,
  /** A connection that nobody uses is given back after this long. */
  idleConnectionMs: 60_000,
  /** After so long without a word in the middle of a transaction the database ends it: a hub that is stopped holds up no other. */
  idleMs: 5_000,
  lockMs: 10_000,
  statementMs: 30_000,
  /** How long a hub waits for an answer: longer than the database works at one, for the way may be cut without a word. */
  answerMs: 40_000,
  /** How often a transaction is tried that gave way to another. */
  triesMax: 5,
  /** How long settling rests at most between two turns while events come one by one. */
  settleRestMsMax: 10,
  /** Keys of events that were stored since the last turn, whose alerts are asked for before the events are read. */
  expectedKeysMax: 512,
  /** Statements that a connection's process keeps parsed and planned; what comes beyond is parsed each time. */
  namedStatementsMax: 400,
  /** After so many transactions of a connection its plans are made anew, then after twice as many each time, and at last after every so many. */
  replanFirst: 8,
  replanEvery: 1_024,
} as const

/** Requests that are kept in local files while the database is away. */
export const SPOOL_LIMITS = {
  /** What `--spool` may say. */
  bytesMin: 4 * 1024 * 1024,
  bytesMax: 64 * 1024 * 1024 * 1024,
  /** A file that has grown to this size, or to this part of the whole, is followed by the next. It goes when all of it was taken in. */
  segmentBytesMax: 8 * 1024 * 1024,
  segmentsMin: 8,
  /** A source may hold so many times what is free: alone two thirds of all, and some room is always left for another one. */
  timesFreeMax: 2,
  /** Of a request that there must still be room for, or the hub is not ready. */
  roomBytesMin: 64 * 1024,
  /** Requests that wait for one write, and their bytes. */
  waitingMax: 20_000,
  waitingBytesMax: 32 * 1024 * 1024,
  /** Requests that are taken in together, and what is read of a file at once. */
  batchMax: 256,
  readBytesMax: 2 * 1024 * 1024,
  /** How long a request waits for a database that does not answer before it is spooled. */
  patienceMs: 3_000,
  /** Behind so few of its source a request waits for them, and is then taken as ever: behind more it is spooled as well. */
  nearMax: 64,
  /** How often a database that was away is asked again. */
  askMs: 500,
  /** Events that are looked for in the database at once. */
  askedMax: 100,
  /** How often a request is tried that the database refuses for its own sake. */
  triesMax: 3,
  /** So much later is looked again at what would have ended, or been missed, while requests are still in the spool; and so long after it is empty others may still have some. */
  lookAgainMs: 5_000,
  othersMs: 10_000,
} as const

/** Copying a store into another one. */
export const COPY_LIMITS = {
  /** Rows that are read and written together; each may be as large as a request. */
  rowsMax: 100,
  /** How often it looks whether the last hub has left a database, and how long after each other. */
  looksMax: 20,
  lookMs: 100,
  lockMs: 10_000,
  /** What one statement may take: the last one writes the whole copy to disk. */
  statementMs: 600_000,
  /** After so long without a word the database gives the copy up: whoever made it is gone. */
  idleMs: 300_000,
} as const

/** What hubs on one database say to each other. */
export const NEIGHBOUR_LIMITS = {
  /** What is to be said within this time is said together. */
  togetherMs: 250,
  /** Kinds in one message. */
  kindsMax: 32,
  /** How long a hub waits for its own first word to come back before it takes itself to be deaf. */
  proofMs: 5_000,
  /** How often a hub that hears nothing looks by itself. */
  pollMs: 5_000,
  /** How often it tries to listen again: from, and at most. */
  retryFirstMs: 1_000,
  retryMaxMs: 60_000,
  /** How often the way is looked at on which nothing is said, and how long an answer may take. */
  aliveMs: 30_000,
  answerMs: 10_000,
  /** How often overrides are read that other hubs may have made. */
  lookMs: 1_000,
} as const

/** The pace of the loops. */
export const LOOP_LIMITS = {
  /** The safety net: a loop looks again after this long even when nobody woke it. */
  idleMs: 1_000,
  /** After so long without a turn, with something due, the tick is told to stand still. */
  stuckMs: 60_000,
  /** Failures in a row after which the event that cannot be settled is set aside. */
  stumblesMax: 5,
  /** After a failed turn: from, and at most. */
  failureFirstMs: 100,
  failureMaxMs: 30_000,
  /** How long stop() waits for the turns that are under way. */
  stopMs: 10_000,
} as const

/** A hub that stands by until another one has ended. */
export const STANDBY_LIMITS = {
  /** How often it looks whether its turn has come: what a crash costs at most, beside the start itself. */
  lookMs: 250,
  /** How long it waits, once its turn has come, for the port that the other one may not have given back yet. */
  portMs: 5_000,
  /** When whoever asks it is told to ask again. */
  retryAfterSeconds: 1,
} as const

/** Sending. */
export const DELIVERY_LIMITS = {
  attemptMs: 10_000,
  responseBytesMax: 64 * 1024,
  leaseMs: 30_000,
  /** How long a notification is tried before it is kept as a dead letter. */
  giveUpMs: 24 * 60 * 60_000,
  /** And how often at least, it or its robot: some hour of tries, should the clock have jumped. */
  giveUpAttemptsMin: 20,
  /** A robot that refuses everything is asked again after: from, and at most. */
  probeFirstMs: 60_000,
  probeMaxMs: 60 * 60_000,
  /** Settings of one robot for which it is remembered that it refuses everything. */
  breakersMax: 8,
  /** How long a lane fails, with messages owed, before the standby endpoint gets a copy of them. */
  standbyAfterMs: 2 * 60_000,
  /** Between two looks for what a lane that fails owes by then. */
  standbyLookMs: 5_000,
  /** The share of an organisation's quota from which on all but the critical is merged. */
  quotaWarnShare: 0.8,
  /** The least time between two merged messages of an endpoint while the quota is nearly used up. */
  quotaDigestMs: 5 * 60_000,
  /** Where the month of a quota begins when the channel does not say: China, minutes east of UTC. */
  quotaZoneMinutes: 8 * 60,
  /** Dead letters that one request sends again. */
  resendMax: 500,
  /** How often a signature's time may be refused before the clock is taken to be wrong. */
  clockSkewAttemptsMax: 2,
  /** Attempts after which a message lets the others of its lane go first: it may be the fault itself. */
  patienceMax: 3,
  retryFirstMs: 1_000,
  retryMaxMs: 5 * 60_000,
  /** Endpoints that are sent to at the same time. */
  lanesMax: 256,
  /** Notifications looked at in one lane's turn. */
  laneWindowMax: 400,
  /** Alerts and notices in one message, so that each is named within a platform's size. */
  entriesMax: 60,
  /** A title in a list is cut to this. */
  lineBytesMax: 240,
  /** The share of a robot's limit that single messages may use; the rest is kept for digests. */
  singlesShare: 0.6,
  /** Messages that the most severe may use beyond that share, without waiting for a digest. */
  reserveMax: 3,
  /** Owed messages of a lane from which on only the critical is told singly. */
  floodMin: 200,
  /** Reasons for which somebody could not be told that one digest gives. */
  troublesMax: 5,
  /** Singles leased at once in a lane. */
  claimMax: 50,
  /** How long one turn of a lane whose endpoint takes several at once takes more. */
  turnMs: 1_000,
  /** Added to a robot's window, because its clock and ours count the same minute differently. */
  windowSlackMs: 1_000,
  /** How long what is owed waits until it is looked again whether its endpoint is known. */
  awaitMs: 1_000,
  /** What says the same to the same contact within this time is told once. */
  echoMs: 2 * 60_000,
} as const

/** The default messages, and what users' templates may make of them. */
export const MESSAGE_LIMITS = {
  /** Labels that all alerts of a group share, as its head names them, and one of them. */
  commonLabelsMax: 8,
  commonLabelBytesMax: 120,
  /** What a line says of where its alert is, in a group and in a digest. */
  whereBytesMax: 96,
  digestWhereBytesMax: 36,
  /** Labels that a digest's head names. */
  digestLabelsMax: 2,
  /** Alerts of a group whose first link is given. */
  groupLinksMax: 5,
  /** Of a text that a template made, and of a whole body. */
  titleBytesMax: 1024,
  textLengthMax: 256 * 1024,
  rawLengthMax: 512 * 1024,
  /** Of one rendering: well below what a language alone may take, for messages wait behind it. */
  stepsMax: 500_000,
  renderMs: 500,
  /** A template's own words on why it failed, as the message gives them. */
  faultBytesMax: 400,
  /** Compiled texts that are kept. */
  compiledMax: 500,
  /** Failures that were logged once and are remembered. */
  faultsMax: 500,
} as const

/** Dropping what is over, and the counts that are kept of it. */
export const RETENTION_LIMITS = {
  /** Things that one transaction looks at; the events that come meanwhile wait for it. */
  batchMax: 250,
  /** Between two of them, and between two looks when nothing is left. */
  pauseMs: 100,
  lookMs: 60_000,
  /** What is old enough and still needed is looked at again after this. */
  keptBackMs: 24 * 60 * 60_000,
  /** Least times: longer than redelivered requests are known again, and than previews look back by themselves. */
  eventsMsMin: 8 * 24 * 60 * 60_000,
  othersMsMin: 24 * 60 * 60_000,
  /** A report's days, and its rows. */
  reportDaysMax: 366,
  reportRowsMax: 10_000,
} as const

/** Reading the configuration. */
export const CONFIG_LIMITS = {
  fileBytesMax: 4 * 1024 * 1024,
  /** A calendar that a schedule names. */
  calendarBytesMax: 4 * 1024 * 1024,
  secretBytesMax: 64 * 1024,
  watchMs: 1_000,
  problemsMax: 100,
} as const

/** What sources read from requests. */
export const READING_LIMITS = {
  /** JSON in a string, in Base64, in a string: layers taken off one value. */
  layersMax: 5,
  /** Objects and lists inside each other. */
  nestingMax: 64,
  formFieldsMax: 512,
  /** Pairs of a form that are looked at, repeated names included. */
  formPairsMax: 4096,
  /** A field's name. */
  fieldNameBytesMax: 128,
  /** Keys that an error names. */
  keysNamedMax: 8,
  /** UTF-16 units of a link's address, and links of one event. */
  linkLengthMax: 2_048,
  linksMax: 16,
  /** First-level keys of details that become fields, and one's value. */
  detailsMax: 40,
  detailBytesMax: 1_024,
  /** How long the same text, without an id or a time in it, is one delivery: senders try again within it. */
  repetitionMs: 10 * 60_000,
  /** Of a chat message: characters and lines that are read. */
  chatLengthMax: 64 * 1024,
  chatLinesMax: 400,
} as const

/** The CloudMonitor source. */
export const CLOUDMONITOR_LIMITS = {
  /** First-level keys of `content` that become fields. */
  contentKeysMax: 40,
  contentValueBytesMax: 1024,
  dimensionsMax: 32,
  /** Metrics of one pushed alert. */
  metricsMax: 8,
} as const

/** The generic source: any JSON or form, by a mapping. */
export const GENERIC_LIMITS = {
  /** Entries of one request; the templates of each are rendered. */
  entriesMax: 1_000,
  /** What one template or condition may do, and give. */
  templateStepsMax: 20_000,
  templateOutputMax: 64 * 1024,
  conditionStepsMax: 20_000,
  conditionMemoryMax: 100_000,
  /** Names of labels and fields that a request brings by itself. */
  nameBytesMax: 128,
  /** Keys of an entry that become fields where no mapping says which. */
  fieldsGuessedMax: 20,
  /** What a try-out shows of a value and of an entry. */
  tracedLengthMax: 300,
  entryShownMax: 2_000,
} as const

/** The PagerDuty source: what PagerDuty itself takes. */
export const PAGERDUTY_LIMITS = {
  bodyBytesMax: 512 * 1024,
  keyLengthMax: 255,
} as const

/** The Argo CD source. */
export const ARGOCD_LIMITS = {
  /** UTF-16 units of one text that is looked through, its lines, and one line. */
  textLengthMax: 64 * 1024,
  linesMax: 200,
  lineLengthMax: 4_096,
  /** UTF-16 units on both sides of what shows that an address is an application's. */
  addressMax: 800,
  /** Values of a message that are looked at. */
  pairsMax: 2_000,
} as const

/** The DingTalk robot channel. The platform's own numbers are from its documents or were seen in answers. */
export const DINGTALK_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 180,
  entriesBytesMax: 11_700,
  /** The platform refuses bodies above this many UTF-8 bytes. */
  bodyBytesMax: 20_000,
  /** What we fill, so that `msgUuid` and a relay's additions still fit. */
  bodyBytesAim: 18_000,
  /** A robot's messages in any 60 seconds, and how long it is turned away after an excess. */
  messagesPerMinuteMax: 20,
  windowMs: 60_000,
  penaltyMs: 10 * 60_000,
  /** How long the edge firewall bans an address. */
  firewallMs: 5 * 60_000,
  busyMs: 1_000,
  clockSkewMs: 1_000,
  /** A Retry-After of a relay is believed up to here. */
  retryAfterMaxMs: 60 * 60_000,
  mentionsMax: 50,
  mentionLengthMax: 64,
  /** What `msgUuid` takes of a body. */
  uuidBytes: 200,
  /** The standard edition's messages of a month, for all robots of an organisation; it counts by China's calendar. */
  monthlyQuota: 3_000,
  zoneMinutes: 8 * 60,
  organizationLengthMax: 64,
  buttonsMax: 5,
  buttonTitleBytesMax: 60,
  keywordsMax: 10,
  keywordLengthMax: 100,
  /** The line in the list of conversations. */
  previewBytesMax: 300,
  headingBytesMax: 1_000,
  labelBytesMax: 200,
  linkTextBytesMax: 120,
  linkBytesMax: 4_000,
  /** All links and buttons of one message together. */
  linksBytesMax: 7_000,
  /** A piece of text (a field's value, a line) is never cut shorter; rather whole ones are left out. */
  pieceBytesMin: 24,
  /** Pieces that one message is made from; what follows is counted and left out. */
  piecesMax: 2_000,
  /** The platform's answer as it is kept in a receipt. */
  answerLengthMax: 500,
} as const

/** The generic webhook channel. */
export const WEBHOOK_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 200,
  entriesBytesMax: 49_000,
  /** A request's body, in UTF-8 bytes. */
  bodyBytesMax: 256_000,
  /** An alert's own texts (a label, a value), where the message as a whole is too large. */
  alertTextBytesMax: 500,
  /** What a body template is given least, where it makes too much of more. */
  dataBytesMin: 8_000,
  /** A body template's text, in UTF-16 units; compiled ones that are kept. */
  templateLengthMax: 64 * 1024,
  templatesMax: 200,
  /** What one rendering may take: about 100 ms. */
  templateStepsMax: 500_000,
  templateOutputMax: 1024 * 1024,
  contentTypeLengthMax: 200,
  /** Requests in any `windowMs`, unless the endpoint says otherwise. */
  messagesPerMinuteMax: 600,
  windowMs: 60_000,
  /** Where a receiver says "too many" without saying until when. */
  rateLimitedMs: 60_000,
  busyMs: 1_000,
  /** Where a page for people answered. */
  strangerMs: 5 * 60_000,
  /** A Retry-After is believed up to here. */
  retryAfterMaxMs: 60 * 60_000,
  /** Signing secrets at a time; two are enough to change from one to the next. */
  secretsMax: 8,
  /** Requests of one endpoint under way together, at most. */
  parallelMax: 64,
  /** Keys that are kept ready. */
  keysMax: 1_000,
  secretBytesMin: 16,
  secretBytesMax: 256,
  headersMax: 32,
  headerBytesMax: 8_192,
  titleBytesMax: 4_000,
  /** A single line or value, where the message as a whole is too large. */
  lineBytesMax: 4_000,
  /** Blocks, links and people of one message; what follows is counted and left out. */
  blocksMax: 1_000,
  linkTextBytesMax: 1_000,
  linkBytesMax: 4_000,
  /** All links and actions of one message together. */
  linksBytesMax: 64_000,
  mentionsMax: 1_000,
  mentionLengthMax: 64,
  /** The receiver's answer as it is kept in a receipt. */
  answerLengthMax: 500,
  /** Parts of credentials that are shorter are too common to be masked by themselves. */
  credentialPartLengthMin: 8,
} as const

/** The Lark and Feishu bot channel. The platform's own numbers are from its documents. */
export const LARK_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 120,
  entriesBytesMax: 7_800,
  /** What we fill of the platform's 20 KB, so that the signature and a relay's additions still fit. */
  bodyBytesAim: 18_000,
  /** A body that a template makes: the platform's 20 KB less the signature. */
  bodyBytesMax: 19_800,
  /** A bot's messages in any 60 seconds, and in any second. */
  messagesPerMinuteMax: 100,
  windowMs: 60_000,
  burstMax: 5,
  burstWindowMs: 1_000,
  /** After the gateway's "too many request", which counts seconds. */
  burstMs: 2_000,
  /** After a limit that counts minutes, or the crowd of a full hour. */
  crowdedMs: 10_000,
  busyMs: 1_000,
  clockSkewMs: 1_000,
  /** A signature is taken for this long; less a minute, since an answer's own time is to the second. */
  signatureMs: 60 * 60_000 - 60_000,
  /** After an answer that is not Lark's. */
  blockedMs: 5 * 60_000,
  /** A Retry-After of a relay is believed up to here. */
  retryAfterMaxMs: 60 * 60_000,
  mentionsMax: 50,
  userIdLengthMax: 64,
  keywordsMax: 10,
  keywordLengthMax: 100,
  headingBytesMax: 1_000,
  labelBytesMax: 200,
  /** A field's value up to this length shares its line with another. */
  shortFieldLengthMax: 40,
  /** After this many elements of a card, fields are lines of the last one. */
  elementsMax: 30,
  buttonsMax: 10,
  linkTextBytesMax: 120,
  linkBytesMax: 4_000,
  /** The JSON around one link or button, at most. */
  linkFrameBytes: 110,
  /** All links and buttons of one message together. */
  linksBytesMax: 7_000,
  /** A piece of text (a field's value, a line) is never cut shorter; rather whole ones are left out. */
  pieceBytesMin: 24,
  /** Pieces that one message is made from; what follows is counted and left out. */
  piecesMax: 2_000,
  /** The platform's answer as it is kept in a receipt. */
  answerLengthMax: 500,
} as const

/** The Slack channel. The platform's own numbers are from its documents; it counts characters. */
export const SLACK_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 230,
  entriesBytesMax: 15_000,
  /** One message a second for each channel. */
  messagesPerMinuteMax: 60,
  /** Messages at once: Slack was seen to take about 25 before it turns the next away. */
  burstMax: 20,
  windowMs: 60_000,
  /** How long to wait after a 429 that does not say. */
  rateLimitedMs: 30_000,
  retryAfterMaxMs: 60 * 60_000,
  busyMs: 1_000,
  /** After an answer that is not Slack's. */
  strangerMs: 5 * 60_000,
  /** A body that a template makes. Ours: none is published. */
  rawBytesMax: 200_000,
  /** Slack cuts the field `text` above this. */
  textLengthMax: 40_000,
  /** What we fill with a message's blocks, the heading, links and mentions aside. */
  contentLengthMax: 16_000,
  sectionLengthMax: 3_000,
  sectionFieldsMax: 10,
  sectionFieldLengthMax: 2_000,
  blocksMax: 50,
  /** A longer value, or one of more lines, stands alone instead of in one of two columns. */
  columnLengthMax: 120,
  columnLinesMax: 3,
  headingLengthMax: 1_000,
  labelLengthMax: 200,
  linkTextLengthMax: 120,
  linkLengthMax: 2_900,
  /** All links and actions of one message together. */
  linksLengthMax: 6_000,
  mentionsMax: 50,
  mentionLengthMax: 32,
  /** A piece of text (a field's value, a line) is never cut shorter; rather whole ones are left out. */
  pieceLengthMin: 24,
  /** Pieces that one message is made from; what follows is counted and left out. */
  piecesMax: 2_000,
  /** The platform's answer as it is kept in a receipt. */
  answerLengthMax: 500,
} as const

/** The WeCom group robot channel. The platform's own numbers are from its documents. */
export const WECOM_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 57,
  entriesBytesMax: 3_600,
  textEntriesMax: 16,
  textEntriesBytesMax: 1_050,
  /** The platform refuses contents above these many UTF-8 bytes. Servers were seen to take 5,120 of text; 2,048 is promised. */
  markdownBytesMax: 4_096,
  textBytesMax: 2_048,
  /** A body that a template makes. Ours: pictures are not meant. */
  rawBytesMax: 64_000,
  /** A robot's messages in any 60 seconds. No penalty is published. */
  messagesPerMinuteMax: 20,
  windowMs: 60_000,
  rateLimitedMs: 60_000,
  busyMs: 1_000,
  /** When somebody else answered in WeCom's place. */
  blockedMs: 5 * 60_000,
  /** A Retry-After of a relay is believed up to here. */
  retryAfterMaxMs: 60 * 60_000,
  /** Ours: none is published. */
  mentionsMax: 100,
  userIdLengthMax: 64,
  /** Mentions of user ids inside a markdown content; with more, the message is text. */
  mentionsInlineBytesMax: 800,
  headingBytesMax: 300,
  labelBytesMax: 100,
  linkTextBytesMax: 90,
  linkBytesMax: 1_400,
  /** All links of one message together. */
  markdownLinksBytesMax: 1_600,
  textLinksBytesMax: 1_400,
  /** A piece of text (a field's value, a line) is never cut shorter; rather whole ones are left out. */
  pieceBytesMin: 24,
  /** Pieces that one message is made from; what follows is counted and left out. */
  piecesMax: 2_000,
  /** The platform's answer as it is kept in a receipt. */
  answerLengthMax: 500,
  /** A template card. Columns are the recommended numbers of Chinese characters, which take two. */
  card: {
    titleColumnsMax: 52,
    textColumnsMax: 224,
    /** Of those, what is kept for saying that the card was shortened. */
    noticeColumnsMax: 44,
    labelColumnsMax: 10,
    valueColumnsMax: 52,
    jumpColumnsMax: 26,
    fieldsMax: 6,
    jumpsMax: 3,
    addressLengthMax: 2_000,
  },
} as const

/** The Microsoft Teams channel (workflows). What is published is about webhooks and the flow's connector. */
export const TEAMS_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 220,
  entriesBytesMax: 14_000,
  /** Teams takes about 28 KB; above it the workflow fails after it has answered. */
  bodyBytesMax: 28_000,
  /** What we fill, so that a flow may add something. */
  bodyBytesAim: 25_000,
  /** The connector that posts allows about 100 calls a minute for its owner's connection. */
  messagesPerMinuteMax: 60,
  windowMs: 60_000,
  burstMax: 4,
  burstMs: 1_000,
  /** How long to wait after a 429 that does not say. */
  rateLimitedMs: 60_000,
  retryAfterMaxMs: 60 * 60_000,
  busyMs: 1_000,
  /** After an answer that is no workflow's. */
  strangerMs: 5 * 60_000,
  mentionsMax: 20,
  userIdLengthMax: 128,
  nameLengthMax: 60,
  headingBytesMax: 1_000,
  labelBytesMax: 100,
  /** Teams shows six buttons; further links are written below the text. */
  buttonsMax: 6,
  linkTextBytesMax: 120,
  linkBytesMax: 4_000,
  /** The JSON around one link or button, at most. */
  linkFrameBytes: 60,
  /** All links and buttons of one message together. */
  linksBytesMax: 7_000,
  /** A piece of text (a field's value, a line) is never cut shorter; rather whole ones are left out. */
  pieceBytesMin: 24,
  /** Pieces that one message is made from; what follows is counted and left out. */
  piecesMax: 2_000,
  /** The platform's answer as it is kept in a receipt. */
  answerLengthMax: 500,
} as const

/** The e-mail channel. */
export const EMAIL_LIMITS = {
  /** Alerts and notices in one digest, and what their lines may weigh by the deliver stage's estimate; measured. */
  entriesMax: 400,
  entriesBytesMax: 27_500,
  /** What we fill with a mail's texts, links aside: a mailbox of a big provider shows 102 KB of HTML. */
  contentBytesMax: 40_000,
  /** A mail before it is written as MIME, both parts; a body that a template makes may have as much. */
  bodyBytesMax: 800_000,
  messagesPerMinuteMax: 30,
  windowMs: 60_000,
  /** Each wait for the server, and all of one sending: within a lease. */
  waitMs: 10_000,
  sendMs: 25_000,
  /** A server that does not know a sender wants to see it again after minutes. */
  busyMs: 60_000,
  rateLimitedMs: 5 * 60_000,
  receiversMax: 50,
  addressLengthMax: 254,
  headerLengthMax: 500,
  headingBytesMax: 300,
  labelBytesMax: 200,
  linkTextBytesMax: 200,
  linkBytesMax: 4_000,
  /** All links and buttons of one mail together. */
  linksBytesMax: 16_000,
  /** A piece of text (a field's value, a line) is never cut shorter; rather whole ones are left out. */
  pieceBytesMin: 24,
  /** Pieces that one mail is made from; what follows is counted and left out. */
  piecesMax: 2_000,
  /** The server's answer as it is kept in a receipt. */
  answerLengthMax: 500,
} as const

/** Argo CD's configuration, and what is made of one Application. */
export const ARGOCD_ENGINE_LIMITS = {
  /** One value of a ConfigMap, which Kubernetes keeps below 1 MiB in all. */
  valueBytesMax: 1024 * 1024,
  /** YAML nodes of one value, aliases written out. */
  nodesMax: 100_000,
  depthMax: 100,
  /** Keys of one ConfigMap that are read. */
  keysMax: 2_000,
  /** What triggers and recipients one Application may have between them. */
  destinationsMax: 1_000,
  /** Entries of the state annotation, as upstream has it. */
  stateEntriesMax: 100,
  /** The annotation, of which Kubernetes takes 256 KiB with all others. */
  stateBytesMax: 128 * 1024,
} as const

/** What is sent in the place of the services of Argo CD Notifications. */
export const ARGO_SERVICE_LIMITS = {
  /** A service's options as JSON, in UTF-16 units. */
  optionsLengthMax: 64 * 1024,
  recipientLengthMax: 1_000,
  /** A delivery's content before a service makes its requests of it, in UTF-8 bytes. */
  contentBytesMax: 800_000,
  /** A message of the hub's own, links aside, in UTF-16 units, where its service takes more. */
  textLengthMax: 30_000,
  linkLengthMax: 2_000,
  /** Alerts and notices in one digest. */
  entriesMax: 200,
  /** Of what a service takes, so much is for a digest's lines. */
  entriesShare: 0.75,
  /** Where a service publishes no limit: for people, and for programs, whose messages are never merged. */
  messagesPerMinuteMax: 60,
  requestsPerMinuteMax: 100_000,
  windowMs: 60_000,
  /** Requests that one delivery may take, all of them together within a lease. */
  requestsMax: 40,
  sendMs: 25_000,
  /** A redirect is followed so often. */
  redirectsMax: 10,
  /** Alertmanagers of one service. */
  targetsMax: 16,
  /** Pull requests that one delivery comments on. */
  pullRequestsMax: 10,
  /** Slack's threads that are remembered; the one unused longest is forgotten. */
  threadsMax: 10_000,
  /** Where a service says "too many" without saying until when. */
  rateLimitedMs: 60_000,
  busyMs: 1_000,
  /** Where a page for people answered. */
  strangerMs: 5 * 60_000,
  retryAfterMaxMs: 60 * 60_000,
  answerLengthMax: 500,
  /** Shorter parts of an address are words; masking them would garble every text. */
  credentialPartLengthMin: 8,
  /** A text of the options is a credential from here. */
  credentialLengthMin: 4,
} as const

/** How much a configuration may hold. */
export const CONFIG_SHAPE_LIMITS = {
  /** YAML values, counted as if every alias were written out: what makes an alias bomb fail. */
  nodesMax: 1_000_000,
  depthMax: 32,
  /** One text, environment variables filled in. */
  textLengthMax: 64 * 1024,
  nameLengthMax: 64,
  labelLengthMax: 128,
  matcherLengthMax: 4_096,
  conditionLengthMax: 4_096,
  /** JSONPaths and templates of which the first that finds something counts. */
  extractsMax: 10,
  extractLengthMax: 16 * 1024,
  /** An adapter's setting that is a map. */
  mapEntriesMax: 64,
  mapKeyLengthMax: 256,
  ingestKeyLengthMin: 8,
  sourcesMax: 1_000,
  contactsMax: 10_000,
  endpointsMax: 20,
  contactGroupsMax: 10_000,
  contactsPerGroupMax: 1_000,
  policiesMax: 10_000,
  /** Child routes beside one another, and inside one another. */
  routesMax: 10_000,
  routeDepthMax: 8,
  schedulesMax: 1_000,
  teamsMax: 1_000,
  muteTimingsMax: 1_000,
  inhibitionsMax: 1_000,
  maintenanceMax: 1_000,
  commentLengthMax: 500,
  intervalsMax: 50,
  rangesMax: 50,
  layersMax: 20,
  turnsMax: 200,
  overridesMax: 500,
  hoursMax: 20,
  escalationPoliciesMax: 1_000,
  stepsMax: 20,
  templatesMax: 1_000,
  presetsMax: 100,
  digestMsMin: 60_000,
  matchersMax: 64,
  groupByMax: 16,
  notifyMax: 64,
  /** Values in a list of an adapter's setting. */
  listMax: 1_000,
  secretFilesMax: 1_000,
  repeatMsMin: 1_000,
  durationMsMax: 366 * 24 * 60 * 60 * 1000,
  /** Problems that are kept before sorting; CONFIG_LIMITS.problemsMax of them are shown. */
  problemsKeptMax: 1_000,
  /** Names that a did-you-mean is looked for among. */
  suggestAmongMax: 5_000,
  /** A user's text as far as a message quotes it, and a line as far as it is shown. */
  quoteLengthMax: 80,
  excerptLengthMax: 120,
} as const

/** The sandbox: what it keeps in memory, and the platforms' own numbers that it imitates. */
export const SANDBOX_LIMITS = {
  /** A request's body; DingTalk's own limit is far below and answered with its own code. */
  requestBytesMax: 1024 * 1024,
  chatsMax: 1_000,
  /** Messages kept over all chats, the oldest dropped first; also by their size together. */
  messagesMax: 20_000,
  messagesBytesMax: 64 * 1024 * 1024,
  /** A message larger than this is kept without its body; mails are the largest. */
  payloadBytesMax: 256 * 1024,
  /** Objects and lists inside one another. */
  jsonDepthMax: 64,
  messagesPerPageMax: 1_000,
  faultsMax: 100,
  faultTimesMax: 1_000_000,
  latencyMaxMs: 10 * 60_000,
  /** Robots (also unknown ones) whose rate is remembered. */
  robotsMax: 5_000,
  /** Idempotency keys remembered for one robot, and for how long. */
  uuidsMax: 10_000,
  keyWindowMs: 60 * 60_000,
  streamsMax: 100,
  /** What may wait in one page's stream before the page is taken for gone. */
  streamBytesMax: 4 * 1024 * 1024,
  streamKeepAliveMs: 15_000,
  nameLengthMax: 60,
  keywordsMax: 10,
  keywordLengthMax: 100,
  ipsMax: 50,
  membersMax: 500,
  tokenLengthMax: 500,
  dingtalkBodyBytesMax: 20_000,
  dingtalkMentionsMax: 50,
  dingtalkPerMinute: 20,
  minuteMs: 60_000,
  dingtalkBlockMs: 10 * 60_000,
  dingtalkClockMs: 60 * 60_000,
  larkBodyBytesMax: 20 * 1024,
  larkPerMinute: 100,
  larkPerSecond: 5,
  larkBurstMs: 1_000,
  larkClockMs: 60 * 60_000,
  larkIpsMax: 10,
  larkTablesMax: 5,
  larkTextTablesMax: 4,
  wecomPerMinute: 20,
  wecomMarkdownBytesMax: 4_096,
  /** As the server was seen to enforce it; the documents say 2,048. */
  wecomTextBytesMax: 5_120,
  wecomTextBytesDocumented: 2_048,
  wecomArticlesMax: 8,
  wecomArticleTextBytesMax: 512,
  wecomImageBytesMax: 2 * 1024 * 1024,
  wecomRowsMax: 6,
  wecomJumpsMax: 3,
  wecomColumnsMax: 4,
} as const

/** What the stand-ins for Slack, Teams, a webhook's receiver and a mail server allow, as the real ones do. */
export const STAND_IN_LIMITS = {
  /** Slack: messages in a burst, and how many a second fill it up again. */
  slackBurst: 25,
  slackPerSecond: 1,
  slackTextMax: 40_000,
  slackBlocksMax: 50,
  slackHeaderMax: 150,
  slackSectionMax: 3_000,
  slackFieldsMax: 10,
  slackFieldMax: 2_000,
  slackContextElementsMax: 10,
  slackActionsMax: 25,
  slackButtonTextMax: 75,
  slackUrlMax: 3_000,
  slackValueMax: 2_000,
  slackIdMax: 255,
  /** All `markdown` blocks of a message together. */
  slackMarkdownMax: 12_000,
  slackAttachmentsMax: 100,
  /** Teams: a flow's request body, and how many runs a second it takes. */
  teamsBodyBytesMax: 28 * 1024,
  teamsPerSecond: 4,
  /** Elements of a card inside one another, and all together. */
  teamsDepthMax: 20,
  teamsElementsMax: 1_000,
  /** A webhook's signature: how far its time may lie from ours. */
  webhookToleranceMs: 5 * 60_000,
  webhookBodyMax: 4_096,
  /** Headers and query fields that are shown. */
  webhookFieldsMax: 100,
  /** Mail: one message, the recipients of one, connections at once, and how long a silent one is kept. */
  mailBytesMax: 10 * 1024 * 1024,
  mailRecipientsMax: 100,
  mailClientsMax: 200,
  mailSilenceMs: 60_000,
  mailCloseMs: 1_000,
  /** Of a mail's text and of its HTML no more than this is shown. */
  mailShownMax: 1024 * 1024,
  mailHeadersMax: 100,
  /** Of a text no more than this stands in the list of conversations. */
  previewMax: 200,
  /** Whom one message may name. */
  mentionsMax: 50,
} as const

/** Answers from chats, links, the console and the API, and silences. */
export const ANSWER_LIMITS = {
  /** Answers that an alert remembers; must be even. */
  keptMax: 20,
  /** Help for one alert is called at most once in this time. */
  escalateAgainMs: 60_000,
  /** Acknowledging again within this time is the same acknowledgement. */
  renewAgainMs: 60_000,
  /** How long a link in a message can be used. */
  linkMs: 24 * 60 * 60_000,
  tokenLengthMax: 199,
  /** A form or a JSON body. */
  bodyBytesMax: 16 * 1024,
  nameLengthMax: 60,
  commentLengthMax: 500,
  /** How long a browser remembers the name. */
  nameMs: 365 * 24 * 60 * 60_000,
  /** Requests in a minute for one link, and from one address for links that are none; and what is counted at a time. */
  requestsPerMinuteMax: 120,
  countedMax: 10_000,
  /** Alerts that one page shows; and the page for reading all that a message told of. */
  shownMax: 60,
  readMax: 1_000,
  /** What the link for silence and a silence without a duration last. */
  silenceMs: 60 * 60_000,
  silenceMsMax: 366 * 24 * 60 * 60_000,
  /** A silence that ends this much earlier than a new one would is as good as that. */
  silenceAgainMs: 60_000,
  /** Silences that are not over, and the matchers of one. */
  silencesMax: 1_000,
  matchersMax: 32,
  matcherLengthMax: 2_048,
} as const

/** Runs of escalation policies. */
export const ESCALATION_LIMITS = {
  /** Rounds after the first. */
  repeatMax: 9,
  /** The shortest time to answer, and that for which an acknowledgement holds. */
  waitMsMin: 10_000,
  ackTimeoutMsMin: 60_000,
  /** How long who was given an alert by hand has to answer, where no escalation policy says it. */
  assignedWaitMs: 5 * 60_000,
  /** Runs that one turn of the tick takes. */
  dueMax: 128,
  /** Runs of one alert; and contacts that a run remembers to have told. */
  perAlertMax: 100,
  toldMax: 5_000,
  /** Contacts whose own rules a run follows; and the rules of one contact. */
  personalMax: 1_000,
  rulesMax: 20,
  /** What a run remembers of its way: the first ones and the newest; must be even. */
  historyMax: 100,
  /** Contacts that one entry of its way names. */
  namedMax: 20,
  /** How often a run that is muted, or that waits for what it asked to be settled, is looked at. */
  lookMs: 60_000,
} as const

/** Times at which nothing is told. */
/** Times at which nothing is told, and what keeps silent what it explains. */
export const MUTE_LIMITS = {
  /** How far the end of such a time is looked for; then it is looked at again. */
  lookMs: 24 * 60 * 60_000,
  /** Readings of a zone's clock that are remembered: two days and a half. */
  minutesMax: 3_600,
  /** Intervals of a recurring silence, and ranges in one part of an interval. */
  intervalsMax: 20,
  rangesMax: 20,
  /** What an inhibition holds is looked at again after this long, should nothing else make it due. */
  inhibitedLookMs: 10 * 60_000,
  /** Open alerts that are looked through in one transaction for a rule that is new. */
  fillMax: 500,
} as const

/** A preview of what a silence, a rule or a time would hold. */
export const MUTE_PREVIEW_LIMITS = {
  /** How far back it looks, and how many events at most: the newest. */
  spanMs: 7 * 24 * 60 * 60_000,
  eventsMax: 50_000,
  /** Open alerts that it looks through. */
  alertsMax: 20_000,
  /** Rows that are read at a time; other work comes between. */
  pageMax: 500,
  /** Examples that are listed, and policies that are counted by name. */
  examplesMax: 20,
  policiesMax: 100,
} as const

/** Looking ahead in schedules. */
export const SCHEDULE_LIMITS = {
  daysMax: 366,
  /** How far the ends of a duty are looked for, and the gaps that are named. */
  lookMs: 92 * 24 * 60 * 60_000,
  gapsMs: 90 * 24 * 60 * 60_000,
  /** Shifts in one answer of the API, those of the layers with them. */
  shiftsMax: 20_000,
  /** Gaps that a check, an answer or a notice lists. */
  gapsShownMax: 20,
  /** Overrides that are not over; and those that are read, past ones with them. */
  overridesMax: 1_000,
  overridesReadMax: 5_000,
  /** How long one may last, and how long it is kept after its end. */
  overrideMsMax: 366 * 24 * 60 * 60_000,
  overrideMemoryMs: 62 * 24 * 60 * 60_000,
  /** Schedules that are looked at in one transaction. */
  tickMax: 50,
  /** Schedules of which is remembered what was told, and the gaps remembered of one. */
  marksMax: 10_000,
  markedGapsMax: 1_000,
  /** How far ahead handovers and gaps are looked for at a time, and how soon again at the latest. */
  tickLookMs: 15 * 24 * 60 * 60_000,
  tickAgainMs: 24 * 60 * 60_000,
  /** Open alerts that whoever comes on call is told of by name. */
  takeoverMax: 200,
  /** How long before a gap its owners hear of it. */
  gapWeekMs: 7 * 24 * 60 * 60_000,
  gapDayMs: 24 * 60 * 60_000,
  /** Calendars that were handed out; how far they reach back and ahead, and how long a copy is good. */
  feedsMax: 1_000,
  feedLookMs: 366 * 24 * 60 * 60_000,
  feedPastMs: 31 * 24 * 60 * 60_000,
  feedAheadMs: 184 * 24 * 60 * 60_000,
  feedFreshSeconds: 900,
  feedEventsMax: 10_000,
  /** Calendars that are fetched: how many, how large, how long that may take, and how soon again after a failure. */
  calendarsMax: 1_000,
  calendarsAtOnceMax: 4,
  calendarBytesMax: 4 * 1024 * 1024,
  calendarMs: 20_000,
  calendarRetryMs: 5 * 60_000,
  calendarEveryMsMin: 60_000,
  /** How far a calendar is laid out at a time. */
  layOutMs: 400 * 24 * 60 * 60_000,
  /** Names in a calendar that no contact has, as many as are told. */
  unknownShownMax: 10,
} as const

/** Calendars that are read. */
export const ICALENDAR_LIMITS = {
  /** UTF-16 units of a calendar's text. */
  textMax: 2 * 1024 * 1024,
  eventsMax: 5_000,
  /** UTF-16 units of one line, unfolded. */
  lineMax: 128 * 1024,
  /** Extra and left-out dates of all events. */
  datesMax: 10_000,
  /** How often a rule skips at most, and how long one event is, in years. */
  intervalMax: 1_000,
  yearsMax: 10,
  /** Days of all recurrences that are looked at when a calendar is laid out. */
  daysMax: 2_000_000,
  occurrencesMax: 20_000,
  problemsMax: 20,
} as const

/** Running recorded events again. */
export const BACKTEST_LIMITS = {
  /** The time that is looked at, and what is run before it so that what goes on is known. */
  spanMsMax: 92 * 24 * 60 * 60_000,
  warmUpMs: 24 * 60 * 60_000,
  /** Rows read of the recording at a time. */
  pageMax: 500,
  /** Rounds of work at one instant, and instants in a row without a sign of progress, before it is a fault. */
  roundsMax: 10_000,
  /** How long after the end it waits for what is owed to be sent. */
  settleMs: 24 * 60 * 60_000,
  /** The end of what ends only where it was recorded: the last day that a clock shows. */
  endsAtNever: 253_402_300_799_999,
  /** Alerts that each list of differences names, and what is said of one. */
  listedMax: 100,
  reasonsMax: 5,
  nearMissesMax: 3,
  /** Chats and hours that are counted apart; what is beyond is counted together. */
  chatsMax: 2_000,
  /** Examples of what a policy matches. */
  examplesMax: 5,
  /** Events that a running hub runs again for a preview: it has other things to do. */
  previewEventsMax: 20_000,
  /** A policy as text, in a request. */
  policyBytesMax: 64 * 1024,
} as const

/** Telling the story of an event or alert. */
export const STORY_LIMITS = {
  /** Events of an alert that are told, from its beginning and as many from its end. */
  eventsMax: 100,
  linesMax: 2_000,
  /** Policies and routes that nearly matched; and among how many of them misspellings are looked for. */
  nearMissesMax: 50,
  nearMissesWorded: 200,
} as const

/** The demo's patience. */
export const DEMO_LIMITS = {
  restMs: 20_000,
  lookMs: 20,
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
  /** UTF-16 units of a text that a function reads in one step. */
  unitsPerStep: 16,
  /** UTF-16 units of a text that a function makes in one step. */
  unitsMadePerStep: 8,
  /** Elements of a list that a function reads in one step. */
  elementsPerStep: 4,
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

/** JSONPath. */
export const JSONPATH_LIMITS = {
  /** UTF-16 units of a path's text. */
  lengthMax: 4_096,
  segmentsMax: 100,
  selectorsMax: 100,
  /** Brackets, parentheses and functions inside one another. */
  depthMax: 32,
  /** Values that one search may look at. */
  stepsMax: 200_000,
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
  /** UTF-16 units of a text that a function reads in one step. */
  unitsPerStep: 16,
  /** UTF-16 units of a text that a function makes in one step. */
  unitsMadePerStep: 4,
  /** What making a regular expression counts that stands not in the source but in a value. */
  patternSteps: 2_000,
  /** A text that an expression builds, in UTF-16 units. */
  textLengthMax: 16 * 1024 * 1024,
  /** Lists and maps inside one another that are compared or flattened. */
  valueDepthMax: 1_000,
} as const

/** The way out to the network, and its check. */
export const NETWORK_LIMITS = {
  /** Requests under way at one origin: lanes of one platform that need not wait for each other. */
  connectionsPerOriginMax: 64,
  /** Addresses that are kept taken apart, for the next request to them. */
  addressesReadMax: 512,
  /** How long a connection may take to stand; less than an attempt, so that it is known that nothing was sent. */
  connectMs: 5_000,
  /** How long a resolver may take; less than a connection. */
  lookUpMs: 4_000,
  /** Addresses of one host name that are looked at. */
  addressesMax: 32,
  /** Proxies, and hosts with a trust of their own, that connections are kept to; the one unused longest makes room. */
  proxiesMax: 64,
  /** Entries of `network.allow`, `network.noProxy` and NO_PROXY. */
  rulesMax: 1_000,
  /** How long a message may wait to be verified. */
  verifyMs: 15_000,
  /** Endpoints that one `tocsin verify` looks at. */
  verifyEndpointsMax: 500,
  /** Checks that the hub runs at the same time. */
  verifiesMax: 4,
  /** UTF-8 bytes of the settings of an endpoint that is only checked. */
  verifyBodyBytesMax: 64 * 1024,
  /** A clock that is further off than this is told, even where the platform took the message. */
  clockOffMs: 5 * 60_000,
  /** UTF-16 units of an answer's text in a report. */
  answerLengthMax: 300,
} as const

/** An alert's life. */
export const LIFE_LIMITS = {
  /** A sender's time that is further ahead of ours than this does not order its events. */
  skewMs: 5 * 60 * 1000,
  /** What should have ended while the hub was down has this long to be heard of again. */
  graceMs: 5 * 60 * 1000,
  /** So long after its source was taken out of the configuration an alert ends, unless the source is back by then. */
  removedMs: 10 * 60 * 1000,
  autoResolveMsMin: 60 * 1000,
  /** State changes that are counted, and remembered of an alert. */
  flappingChangesMin: 2,
  flappingChangesMax: 100,
  flappingMsMin: 60 * 1000,
} as const

/** Answering as Alertmanager does. */
export const ALERTMANAGER_LIMITS = {
  /** Open alerts of a source that are listed, and rows that are read at a time. */
  listedMax: 100_000,
  pageMax: 500,
  /** Matchers in one query. */
  filtersMax: 100,
  /** Batches that are settled before a list is given. */
  batchesMax: 100,
} as const

/** Senders that say again and again how things are. */
export const REPEAT_LIMITS = {
  /** What goes on with other words, such as a measured value, is an event this often at most. */
  otherWordsMs: 5 * 60 * 1000,
  /** Events that wait to be settled and are looked through for what a repeat has to wait for; with more, nothing counts as one. */
  unsettledMax: 512,
  /** Events whose requests are looked through in one turn; a request is never parted. */
  turnEventsMax: 2_000,
  /** Keys of which it is remembered that no alert was found, until their events are settled. */
  unopenedKeysMax: 20_000,
} as const

/** Alerts that are told together, and what holds them back. */
export const GROUP_LIMITS = {
  /** Alerts in one group; the next ones form a further group of the same labels. */
  alertsMax: 1_000,
  /** Groups of the same labels; beyond it the last one grows. */
  partsMax: 1_000,
  /** What is held until the next event is looked at this often all the same. */
  heldMs: 60 * 60 * 1000,
  noiseCountMax: 100,
} as const

/** Very many alerts at once. */
export const STORM_LIMITS = {
  thresholdsMax: 5,
  thresholdMax: 100_000,
  withinMsMin: 60 * 1000,
  /** The window is counted in so many parts. */
  slicesMax: 30,
  /** Sources that are told apart: where there are more, none has a first alert that passes. */
  sourcesMax: 50,
  /** Alerts that are looked at for what they have in common, and labels that are told of them. */
  sampleMax: 1_000,
  labelsMax: 8,
} as const

/** What the hub keeps of Argo CD's Applications. */
export const ARGOCD_HUB_LIMITS = {
  /** Applications that are listed. */
  applicationsMax: 20_000,
  /** Deliveries that are shown of one Application, and events that are looked through for them. */
  historyMax: 100,
  historyPageMax: 500,
  historyPagesMax: 20,
  /** Commits that one look may ask for, how often it may ask, and how long an answer may take. */
  commitsMax: 20,
  roundsMax: 3,
  askMs: 5_000,
  answerBytesMax: 4 * 1024 * 1024,
  reasonLengthMax: 300,
  /** Answers of Argo CD's server that are kept, and for how long: a commit does not change. */
  answersMax: 5_000,
  commitKeptMs: 24 * 60 * 60_000,
  detailsKeptMs: 5 * 60_000,
  /** Hosts with certificates of their own. */
  certificatesMax: 1_000,
  /** Recipients that are remembered with their endpoints. */
  contactsMax: 5_000,
  /** UTF-16 units of a message's text, and of the line of it that is told in titles. */
  textLengthMax: 16 * 1024,
  titleLengthMax: 120,
  /** Texts that are looked for in a body, and how deep. */
  textsMax: 32,
  depthMax: 12,
} as const

/** Finding alerts in a list of any length, and answering many at once. */
export const SEARCH_LIMITS = {
  /** Alerts that one look for words, or one among what is over, goes through. */
  rowsMax: 20_000,
  /** Different states, severities and sources that are counted. */
  countsMax: 20_000,
  wordsMax: 8,
  textLengthMax: 200,
  /** Values of one filter. */
  valuesMax: 100,
  /** Alerts that one answer by filter is for; the next request goes on. And those of one batch. */
  answeredMax: 10_000,
  batchMax: 250,
} as const

/** Telling consoles that something has changed. */
export const LIVE_LIMITS = {
  listenersMax: 500,
  /** Changes within this time are told together. */
  togetherMs: 300,
  /** So often something is said even where there is nothing, so that both sides see a dead line. */
  heartbeatMs: 15_000,
} as const
