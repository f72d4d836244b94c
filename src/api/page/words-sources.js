// In: nothing. Out: the words of the view of sources, in both languages, side by side.

export const SOURCE_WORDS = {
  sources: { en: 'Sources', zh: '来源' },
  noSources: { en: 'No source is configured.', zh: '尚未配置来源。' },
  noSourcesMore: {
    en: 'Add one under sources in tocsin.yaml, and send events to its address.',
    zh: '请在 tocsin.yaml 的 sources 中添加来源，并向其地址发送事件。',
  },
  back: { en: 'All sources', zh: '全部来源' },
  never: { en: 'Nothing valid yet', zh: '尚无有效请求' },
  speaks: { en: 'Speaks', zh: '正常' },
  quiet: { en: 'Gone quiet', zh: '已静默' },
  gone: { en: 'Not configured', zh: '已不在配置中' },
  lastEvent: { en: 'last event', zh: '最近事件' },
  lastRequest: { en: 'last request', zh: '最近请求' },
  counts: {
    en: (/** @type {string[]} */ ...[requests, events]) =>
      `requests: ${requests} · events: ${events}`,
    zh: (/** @type {string[]} */ ...[requests, events]) => `请求 ${requests} · 事件 ${events}`,
  },
  repeated: {
    en: (/** @type {string} */ count) => `repeated: ${count}`,
    zh: (/** @type {string} */ count) => `重复 ${count}`,
  },
  quarantined: {
    en: (/** @type {string} */ count) => `in quarantine: ${count}`,
    zh: (/** @type {string} */ count) => `隔离 ${count}`,
  },
  refused: {
    en: (/** @type {string} */ count) => `refused: ${count}`,
    zh: (/** @type {string} */ count) => `拒绝 ${count}`,
  },
  watchedAfter: {
    en: (/** @type {string} */ time) => `told after ${time} of silence`,
    zh: (/** @type {string} */ time) => `静默 ${time} 后通知`,
  },
  unwatched: { en: 'silence is not watched', zh: '不监测静默' },
  noHabit: { en: 'no habit known yet', zh: '尚无规律可循' },
  monitors: { en: 'Monitors', zh: '监测项' },
  itself: { en: 'the source itself', zh: '来源本身' },
  lastPing: { en: 'last ping', zh: '最近心跳' },
  lateAt: { en: 'late at', zh: '超时于' },
  requests: { en: 'Requests', zh: '请求' },
  noRequests: { en: 'No request has arrived yet.', zh: '尚未收到请求。' },
  noRequestsMore: {
    en: 'Every request with the key of this source is listed here, also what was refused, with what became of it.',
    zh: '凡带有该来源密钥的请求都会列在此处，包括被拒绝的，并附处理结果。',
  },
  keeps: {
    en: 'The newest requests are kept, without credentials.',
    zh: '仅保留最近的请求，凭据已隐去。',
  },
  answered: { en: 'answered', zh: '应答' },
  asSent: { en: 'As it was sent', zh: '原始请求' },
  replay: { en: 'Read again', zh: '重新解析' },
  moreEvents: {
    en: (/** @type {number} */ count) => `and ${count} more`,
    zh: (/** @type {number} */ count) => `另有 ${count} 个`,
  },
  result: {
    taken: { en: 'Taken', zh: '已接收' },
    repeated: { en: 'Repeated', zh: '重复投递' },
    quarantined: { en: 'Not read', zh: '未能解析' },
    refused: { en: 'Refused', zh: '已拒绝' },
  },
  fate: {
    notified: { en: 'told', zh: '已通知' },
    alert: { en: 'alert', zh: '告警' },
    held: { en: 'held back', zh: '暂缓' },
    ignored: { en: 'changed nothing', zh: '未引起变化' },
    waits: { en: 'waits', zh: '等待处理' },
  },
  monitor: {
    waiting: { en: 'Waits for its first ping', zh: '等待首次心跳' },
    up: { en: 'Up', zh: '正常' },
    running: { en: 'Running', zh: '运行中' },
    silent: { en: 'Silent', zh: '心跳中断' },
    failed: { en: 'Failed', zh: '失败' },
  },
}
