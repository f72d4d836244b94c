import { phrase } from './phrase.ts'

/** Words that many pages need. */
export const COMMON = {
  skip: phrase('Skip to the content', '跳到正文'),
  loading: phrase('Loading …', '正在加载…'),
  refused: phrase('The hub refuses', '中枢拒绝了请求'),
  silent: phrase('The hub does not answer.', '中枢没有应答。'),
  silentMore: phrase(
    'What you see is as it was; the page keeps trying.',
    '以下为当时的内容；页面会持续重试。',
  ),
  broken: phrase('The newest configuration cannot be used.', '最新的配置无法使用。'),
  brokenMore: phrase(
    'The last good one goes on running. Correct it where it is edited; it is read again by itself.',
    '上一份有效配置仍在运行。在编辑处修正后会自动重新读取。',
  ),
  copy: phrase('Copy', '复制'),
  copied: phrase('Copied', '已复制'),
  cancel: phrase('Cancel', '取消'),
  close: phrase('Close', '关闭'),
  undo: phrase('Undo', '撤销'),
  older: phrase('Show older', '显示更早的'),
  since: phrase('since', '自'),
  until: phrase('until', '至'),
  ago: phrase('ago', '前'),
  all: phrase('All', '全部'),
  none: phrase('None', '无'),
  source: phrase('Source', '来源'),
  severity: phrase('Severity', '级别'),
  state: phrase('State', '状态'),
  labels: phrase('Labels', '标签'),
  policy: phrase('Policy', '策略'),
  by: phrase('by', '由'),
  whoAreYou: phrase('Who are you?', '你是谁？'),
  yourName: phrase('Your name', '你的名字'),
  yourNameMore: phrase(
    'Others read who took an alert on. This browser remembers it.',
    '其他人会看到由谁处理告警。此浏览器会记住名字。',
  ),
  goOn: phrase('Go on', '继续'),
  comment: phrase('Comment', '备注'),
  remedy: phrase('What to do', '处理办法'),
  fileOnly: phrase(
    'This is from the configuration file, and is changed there.',
    '此内容来自配置文件，请在文件中修改。',
  ),
  nobody: phrase('Nobody', '无人'),
  gap: phrase('Gap: nobody', '空缺：无人值班'),
  show: phrase('Show', '显示'),
}

export function countOf(count: number) {
  return phrase(count === 1 ? '1 alert' : `${count} alerts`, `${count} 个告警`)
}
