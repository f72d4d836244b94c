// In: nothing. Out: the words of the view that tries a source out.
// What must hold: every entry has both languages, side by side.

export const TRY_WORDS = {
  try: { en: 'Try', zh: '试运行' },
  title: { en: 'Try a source', zh: '试运行来源' },
  intro: {
    en: 'What a source would make of a request. Nothing is stored, and nobody is told.',
    zh: '查看来源会如何解读一个请求。不会存储，也不会通知任何人。',
  },
  source: { en: 'Source', zh: '来源' },
  body: { en: 'Body of the request', zh: '请求体' },
  bodyHint: { en: 'JSON or a form, as the sender posts it', zh: '发送方提交的 JSON 或表单' },
  settings: { en: 'Other settings (YAML)', zh: '其他设置（YAML）' },
  settingsHint: {
    en: 'Empty: the settings of the configuration. Otherwise these stand in for all of them.',
    zh: '留空则使用配置中的设置；填写后完全替代。',
  },
  go: { en: 'Try it', zh: '试运行' },
  going: { en: 'Trying …', zh: '正在试运行…' },
  noSources: { en: 'The configuration has no source.', zh: '配置中没有来源。' },
  noSourcesMore: {
    en: 'Add one under "sources", for example of the type generic.',
    zh: '请在 "sources" 下添加，例如类型为 generic 的来源。',
  },
  unreadable: { en: 'The source cannot read this.', zh: '来源无法解读该请求。' },
  count: {
    en: (/** @type {number} */ count) => (count === 1 ? '1 event' : `${count} events`),
    zh: (/** @type {number} */ count) => `${count} 个事件`,
  },
  ignored: { en: 'ignored', zh: '已忽略' },
  key: { en: 'Dedup key', zh: '去重键' },
  time: { en: 'Time', zh: '时间' },
  noTime: { en: 'none of its own', zh: '自身不含时间' },
  labels: { en: 'Labels', zh: '标签' },
  details: { en: 'Details', zh: '详情' },
  links: { en: 'Links', zh: '链接' },
  origin: { en: 'Where it came from', zh: '各部分取自' },
  setting: { en: 'by the setting', zh: '由设置' },
  guess: { en: 'guessed from', zh: '推测自' },
  default: { en: 'by default', zh: '默认' },
  tryThis: { en: 'Try this request', zh: '试运行此请求' },
}
