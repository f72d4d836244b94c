// In: a language. Out: the page's own words in it; what the hub says comes in both languages already.
// What must hold: every entry has both languages, side by side, so that none is forgotten.

export const WORDS = {
  now: { en: 'Now', zh: '当前' },
  events: { en: 'Events', zh: '事件' },
  event: { en: 'Event', zh: '事件' },
  notDelivered: { en: 'Undelivered', zh: '未送达' },
  quarantine: { en: 'Quarantine', zh: '隔离区' },
  views: { en: 'Views', zh: '视图' },
  skip: { en: 'Skip to the content', zh: '跳到正文' },
  sandbox: { en: 'Sandbox chats', zh: '沙箱群聊' },
  loading: { en: 'Loading …', zh: '正在加载…' },
  all: { en: 'All events', zh: '全部事件' },
  older: { en: 'Show older', zh: '显示更早的' },
  more: {
    en: (/** @type {number} */ count) => `${count} more are not shown.`,
    zh: (/** @type {number} */ count) => `另有 ${count} 项未显示。`,
  },
  atMost: {
    en: (/** @type {number} */ count) => `The newest ${count} are shown; the API has all.`,
    zh: (/** @type {number} */ count) => `仅显示最新的 ${count} 条；全部内容可通过 API 获取。`,
  },
  signOut: { en: 'Forget the token', zh: '清除令牌' },
  running: { en: 'running for', zh: '已运行' },
  revision: { en: 'configuration', zh: '配置' },
  loaded: { en: 'loaded', zh: '加载于' },

  // Banners and the token's form.
  silent: { en: 'The hub does not answer.', zh: '中枢没有应答。' },
  silentMore: {
    en: 'What you see is as it was then; the page keeps trying. Silent since',
    zh: '以下为当时的内容；页面会持续重试。开始于',
  },
  broken: { en: 'The configuration file is broken.', zh: '配置文件有误。' },
  brokenMore: {
    en: 'The last good configuration goes on running. Correct the file; it is read again by itself. Broken since',
    zh: '上一份有效配置仍在运行。修正文件后会自动重新读取。开始于',
  },
  problems: {
    en: (/** @type {number} */ count) => (count === 1 ? '1 problem' : `${count} problems`),
    zh: (/** @type {number} */ count) => `${count} 个问题`,
  },
  tokenTitle: { en: 'This hub asks for its API token', zh: '此中枢需要 API 令牌' },
  tokenHint: {
    en: 'It was set with --api-token or TOCSIN_API_TOKEN. This tab keeps it until it is closed.',
    zh: '由 --api-token 或 TOCSIN_API_TOKEN 设置。仅在此标签页中保留，关闭即清除。',
  },
  tokenLabel: { en: 'API token', zh: 'API 令牌' },
  tokenWrong: {
    en: 'The hub does not know this token. Copy it again.',
    zh: '令牌不正确，请重新复制。',
  },
  tokenSend: { en: 'Open the console', zh: '打开控制台' },
  refused: { en: 'The hub refuses', zh: '中枢拒绝了请求' },

  // Now.
  countEvents: { en: 'Events taken', zh: '已接收事件' },
  countTold: { en: 'Messages told', zh: '已送达消息' },
  countWaiting: { en: 'Waiting', zh: '等待中' },
  openAlerts: { en: 'Open alerts', zh: '未恢复的告警' },
  noAlerts: { en: 'No alert is open.', zh: '没有未恢复的告警。' },
  noAlertsMore: {
    en: 'An alert opens when a source reports a problem, and ends when it reports the recovery.',
    zh: '来源报告故障时打开告警，报告恢复时结束。',
  },
  since: { en: 'for', zh: '已持续' },
  eventCount: {
    en: (/** @type {number} */ count) => (count === 1 ? '1 event' : `${count} events`),
    zh: (/** @type {number} */ count) => `${count} 个事件`,
  },
  chats: { en: 'Chats', zh: '群聊' },
  noChats: { en: 'No chat is configured.', zh: '尚未配置群聊。' },
  noChatsMore: {
    en: 'Give a contact an endpoint in tocsin.yaml, and a policy that tells it.',
    zh: '请在 tocsin.yaml 中为联系人添加 endpoint，并由策略通知它。',
  },
  removedChat: { en: 'no longer in the configuration', zh: '已不在配置中' },
  lastSent: { en: 'last message', zh: '最近一条' },
  neverSent: { en: 'Not used yet', zh: '尚未使用' },
  waitsUntil: { en: 'pauses until', zh: '暂停至' },
  verify: { en: 'Send a test', zh: '发送测试' },
  verifying: { en: 'Sending …', zh: '正在发送…' },
  latest: { en: 'Latest events', zh: '最近事件' },
  inPool: {
    en: (/** @type {string} */ name) => `pool ${name}`,
    zh: (/** @type {string} */ name) => `机器人池 ${name}`,
  },
  standby: { en: 'standby', zh: '备用' },
  used: {
    en: (/** @type {number[]} */ ...[used, most, seconds]) => `${used} of ${most} in ${seconds} s`,
    zh: (/** @type {number[]} */ ...[used, most, seconds]) => `${seconds} 秒内 ${used}/${most} 条`,
  },
  quotaUsed: {
    en: (/** @type {number[]} */ ...[used, most]) => `${used} of ${most} this month`,
    zh: (/** @type {number[]} */ ...[used, most]) => `本月 ${used}/${most} 条`,
  },
  owed: {
    en: (/** @type {number} */ count) => `${count} wait`,
    zh: (/** @type {number} */ count) => `${count} 条待发`,
  },
  givenUp: {
    en: (/** @type {number} */ count) => `${count} given up`,
    zh: (/** @type {number} */ count) => `${count} 条未送达`,
  },

  // Lists and their columns.
  time: { en: 'Received', zh: '接收时间' },
  severity: { en: 'Severity', zh: '级别' },
  what: { en: 'What', zh: '内容' },
  source: { en: 'Source', zh: '来源' },
  result: { en: 'Result', zh: '结果' },
  firstEvent: { en: 'That is the first event.', zh: '已是最早的事件。' },
  noEvents: { en: 'No event has arrived yet.', zh: '尚未收到事件。' },
  noEventsMore: {
    en: 'Send the first one from a terminal. Put the key of a source of tocsin.yaml in the place of YOUR_INGEST_KEY.',
    zh: '在终端发送第一个事件。请将 YOUR_INGEST_KEY 换成 tocsin.yaml 中某个来源的 key。',
  },
  noUndelivered: { en: 'Nothing was left undelivered.', zh: '没有未送达的消息。' },
  noUndeliveredMore: {
    en: 'A message that a chat refuses for good, or does not take within a day, is listed here with the platform’s answer and what to do. The fallback contact group is told.',
    zh: '被群聊明确拒绝、或一天内未能送达的消息列在此处，并附平台应答与处理办法；同时通知后备联系组。',
  },
  noQuarantine: { en: 'Nothing is in quarantine.', zh: '隔离区为空。' },
  noQuarantineMore: {
    en: 'A request with a valid key that could not be read is kept here with its body and the reason. The sender was answered with the same reason.',
    zh: '密钥有效但无法解析的请求会连同正文与原因保存在此；发送方也收到同样的原因。',
  },
  body: { en: 'Body', zh: '正文' },
  bodyEmpty: { en: 'The body was empty.', zh: '正文为空。' },
  bodyCut: {
    en: (/** @type {number} */ bytes) => `Only its beginning was kept; it had ${bytes} bytes.`,
    zh: (/** @type {number} */ bytes) => `仅保留开头部分；原文共 ${bytes} 字节。`,
  },
  bytes: {
    en: (/** @type {number} */ bytes) => `${bytes} bytes`,
    zh: (/** @type {number} */ bytes) => `${bytes} 字节`,
  },
  headers: { en: 'Headers', zh: '请求头' },

  // The story of one event.
  readAs: { en: 'Read as', zh: '解析为' },
  kind: { en: 'Kind', zh: '类型' },
  name: { en: 'Name', zh: '名称' },
  status: { en: 'Status', zh: '状态' },
  key: { en: 'Dedup key', zh: '去重键' },
  givenKey: { en: 'Sent as', zh: '发送方写法' },
  happened: { en: 'Happened', zh: '发生时间' },
  becameOf: { en: 'What became of it', zh: '处理结果' },
  alertSaid: { en: 'Alert', zh: '告警' },
  opened: { en: 'Opened', zh: '打开于' },
  answers: { en: 'Answers', zh: '应答' },
  answerBy: { en: 'Your name', zh: '你的名字' },
  ended: { en: 'Resolved', zh: '恢复于' },
  firstOfAlert: { en: 'Its first event', zh: '首个事件' },
  lastOfAlert: { en: 'its latest event', zh: '最新事件' },
  policies: { en: 'Policies', zh: '策略' },
  matched: { en: 'Matched', zh: '匹配' },
  missed: { en: 'Did not match', zh: '未匹配' },
  takenBy: { en: 'Taken before, without continue, by', zh: '已被其前的路由匹配且不再继续：' },
  fails: { en: 'fails, found', zh: '不成立，实际为' },
  nothing: { en: 'nothing', zh: '空' },
  noPolicies: { en: 'No policy is configured.', zh: '尚未配置策略。' },
  changed: {
    en: 'The configuration has changed since; what did not match is by the one of now.',
    zh: '配置此后已变更；“未匹配”按当前配置给出。',
  },
  held: { en: 'Held back', zh: '暂缓或不通知' },
  heldBy: { en: 'policy', zh: '策略' },
  nothingHeld: { en: 'Nothing was held back.', zh: '没有暂缓通知的内容。' },
  escalation: { en: 'Escalation', zh: '升级' },
  step: {
    en: (/** @type {number} */ step) => `step ${step}`,
    zh: (/** @type {number} */ step) => `第 ${step} 级`,
  },
  stepOf: {
    en: (/** @type {number} */ step, /** @type {number} */ steps) => `step ${step} of ${steps}`,
    zh: (/** @type {number} */ step, /** @type {number} */ steps) =>
      `第 ${step} 级，共 ${steps} 级`,
  },
  isOld: { en: 'the policy was edited since', zh: '策略此后已修改' },
  followsAt: { en: 'By own rules, if nobody answers:', zh: '无人响应时，按个人规则：' },
  nextAt: { en: 'Next, if nobody answers:', zh: '无人响应时，下一级：' },
  told: { en: 'Told', zh: '通知' },
  nobodyTold: { en: 'Nobody was told.', zh: '未通知任何人。' },
  digestBelow: { en: 'Told in a digest, below.', zh: '已并入下方的合并消息。' },
  answeredBefore: { en: 'Somebody had answered before it left.', zh: '发出之前已有人响应。' },
  notTried: { en: 'Not tried yet.', zh: '尚未尝试。' },
  dueAt: { en: 'Due', zh: '应发时间' },
  answer: { en: 'Answer', zh: '平台应答' },
  remedy: { en: 'What to do', zh: '处理办法' },
  labels: { en: 'Labels', zh: '标签' },
  payload: { en: 'As the sender wrote it', zh: '原始内容' },
  payloadCut: {
    en: (/** @type {number} */ count) => `Its first ${count} characters are shown.`,
    zh: (/** @type {number} */ count) => `仅显示前 ${count} 个字符。`,
  },
  noEvent: { en: 'This event is not here', zh: '找不到此事件' },

  // The verdict: one sentence on what became of an event.
  verdictWaits: {
    en: 'It waits to be settled.',
    zh: '正在等待处理。',
  },
  verdictGroup: {
    en: 'Nobody has been told yet: it waits with its group.',
    zh: '尚未通知：正随其分组等待。',
  },
  verdictNobody: { en: 'Nobody was told.', zh: '未通知任何人。' },
  verdictSent: {
    en: (/** @type {string} */ names) => `Told ${names}.`,
    zh: (/** @type {string} */ names) => `已通知${names}。`,
  },
  verdictDue: {
    en: (/** @type {string} */ names) => `On its way to ${names}.`,
    zh: (/** @type {string} */ names) => `正在发往${names}。`,
  },
  verdictDead: {
    en: (/** @type {string} */ names) => `Not delivered to ${names}.`,
    zh: (/** @type {string} */ names) => `未送达${names}。`,
  },
  verdictFallback: {
    en: (/** @type {string} */ names) => `${names} was told of the failure.`,
    zh: (/** @type {string} */ names) => `已将送达失败告知${names}。`,
  },
}

/** Words for the hub's own codes, by code; a code that is not here is shown as it is. */
export const CODES = {
  severity: {
    critical: { en: 'Critical', zh: '严重' },
    error: { en: 'Error', zh: '错误' },
    warning: { en: 'Warning', zh: '警告' },
    info: { en: 'Info', zh: '信息' },
  },
  state: {
    firing: { en: 'Firing', zh: '未恢复' },
    acknowledged: { en: 'Acknowledged', zh: '已确认' },
    resolved: { en: 'Resolved', zh: '已恢复' },
  },
  event: {
    firing: { en: 'Firing', zh: '触发' },
    acknowledged: { en: 'Acknowledged', zh: '确认' },
    resolved: { en: 'Resolved', zh: '恢复' },
    notice: { en: 'Notice', zh: '通知' },
  },
  result: {
    opened: { en: 'Opened an alert', zh: '打开告警' },
    updated: { en: 'Updated its alert', zh: '更新告警' },
    resolved: { en: 'Resolved its alert', zh: '恢复告警' },
    acknowledged: { en: 'Acknowledged its alert', zh: '确认告警' },
    silenced: { en: 'Silenced its alert', zh: '静默告警' },
    escalated: { en: 'Called for help', zh: '请求支援' },
    reopened: { en: 'Asks for somebody anew', zh: '重新等待确认' },
    assigned: { en: 'Gave its alert to somebody', zh: '转交告警' },
    noticed: { en: 'Notice, opens no alert', zh: '通知，不打开告警' },
    ignored: { en: 'Changed nothing', zh: '未引起变化' },
    waits: { en: 'Waits to be settled', zh: '等待处理' },
  },
  verdict: {
    already: { en: 'It was so already.', zh: '此前已如此。' },
    over: { en: 'The alert is over.', zh: '告警已恢复。' },
    'too-soon': {
      en: 'Help was called less than a minute ago.',
      zh: '一分钟内已请求过支援。',
    },
    untaken: { en: 'Nobody has acknowledged it.', zh: '尚无人确认该告警。' },
    nobody: {
      en: 'There is nobody to call: no fallback contact group is configured.',
      zh: '没有可通知的人：未配置后备联系组。',
    },
  },
  answer: {
    acknowledge: { en: 'Acknowledge', zh: '确认' },
    unacknowledge: { en: 'Give back', zh: '撤销确认' },
    assign: { en: 'Give', zh: '转交' },
    resolve: { en: 'Resolve', zh: '标记恢复' },
    silence: { en: 'Silence 1 h', zh: '静默 1 小时' },
    escalate: { en: 'Escalate', zh: '升级' },
  },
  escalation: {
    running: { en: 'goes on', zh: '进行中' },
    answered: { en: 'somebody is on it', zh: '已有人处理' },
    ended: { en: 'ended', zh: '已结束' },
  },
  kind: {
    alert: { en: 'New', zh: '新告警' },
    update: { en: 'Update', zh: '更新' },
    repeat: { en: 'Repeat', zh: '重复提醒' },
    resolved: { en: 'Recovery', zh: '恢复' },
    notice: { en: 'Notice', zh: '通知' },
    digest: { en: 'Digest', zh: '合并消息' },
    escalation: { en: 'Escalation', zh: '升级' },
    handover: { en: 'Handover', zh: '交接班' },
    takeover: { en: 'Open at a takeover', zh: '接班时未结束' },
    gap: { en: 'Gap in a schedule', zh: '排班空缺' },
    reminder: { en: 'Reminder', zh: '提醒' },
    undelivered: { en: 'Told of the failure', zh: '告知送达失败' },
  },
  delivery: {
    due: { en: 'Waits', zh: '等待发送' },
    leased: { en: 'Being sent', zh: '发送中' },
    sent: { en: 'Delivered', zh: '已送达' },
    dead: { en: 'Not delivered', zh: '未送达' },
    merged: { en: 'In a digest', zh: '已合并' },
    moot: { en: 'Not needed', zh: '无需发送' },
  },
  attempt: {
    sent: { en: 'Taken', zh: '已接收' },
    retry: { en: 'To be tried again', zh: '将重试' },
    refused: { en: 'Refused', zh: '被拒绝' },
  },
  health: {
    ok: { en: 'Healthy', zh: '正常' },
    failing: { en: 'Failing, tried again', zh: '异常，重试中' },
    broken: { en: 'Broken', zh: '不可用' },
  },
  verified: {
    delivered: { en: 'Delivered', zh: '已送达' },
    failed: { en: 'Not delivered', zh: '未送达' },
    uncertain: { en: 'Not certain', zh: '无法确定' },
    'not-tried': { en: 'Not tried', zh: '未尝试' },
  },
  channel: {
    dingtalk: { en: 'DingTalk', zh: '钉钉' },
    lark: { en: 'Lark', zh: '飞书' },
    wecom: { en: 'WeCom', zh: '企业微信' },
    slack: { en: 'Slack', zh: 'Slack' },
    teams: { en: 'Teams', zh: 'Teams' },
    webhook: { en: 'Webhook', zh: 'Webhook' },
    email: { en: 'E-mail', zh: '邮件' },
  },
  reason: {
    'rate-limited': { en: 'rate limit', zh: '限流' },
    blocked: { en: 'firewall', zh: '防火墙拦截' },
    busy: { en: 'platform busy', zh: '平台繁忙' },
    unreachable: { en: 'no connection', zh: '无法连接' },
    'unknown-outcome': { en: 'no answer', zh: '没有应答' },
    'clock-skew': { en: 'clock differs', zh: '时钟偏差' },
    token: { en: 'unknown token', zh: '令牌无效' },
    disabled: { en: 'robot stopped or removed', zh: '机器人已停用或移除' },
    keyword: { en: 'keyword', zh: '关键词' },
    signature: { en: 'signature', zh: '签名' },
    address: { en: 'IP address', zh: 'IP 地址' },
    forbidden: { en: 'address not allowed here', zh: '本机规则禁止的地址' },
    quota: { en: 'quota used up', zh: '配额用尽' },
    'too-large': { en: 'too large', zh: '内容过大' },
    content: { en: 'content check', zh: '内容安全' },
    removed: { en: 'endpoint removed', zh: '端点已移除' },
    malformed: { en: 'malformed request', zh: '请求格式错误' },
    unknown: { en: 'unknown', zh: '未知' },
  },
}

/** @typedef {{ en: string, zh: string }} Text */

/**
 * How a page speaks `language`.
 *
 * @param {'en' | 'zh'} language
 */
export function speak(language) {
  return {
    language,
    /** @param {any} text @param {...unknown} values */
    say(text, ...values) {
      const words = text[language]
      return typeof words === 'function' ? words(...values) : words
    },
    /** @param {keyof typeof CODES} table @param {string} code */
    code(table, code) {
      const known = CODES[table]
      return Object.hasOwn(known, code) ? known[code][language] : code
    },
    /** @param {readonly string[]} names */
    list: (names) => new Intl.ListFormat(language, { type: 'conjunction' }).format(names),
    /** @param {readonly string[]} sentences */
    sentences: (sentences) => sentences.join(language === 'zh' ? '' : ' '),
    /** @param {number} count */
    number: (count) => count.toLocaleString(language),
  }
}
