import { phrase } from './phrase.ts'

export const EDITOR = {
  at: (line: number, column: number) =>
    phrase(`line ${line}, column ${column}`, `第 ${line} 行第 ${column} 列`),
}

export const TEMPLATES = {
  about: phrase(
    'What a template makes of a message on each platform. Nothing is saved or sent.',
    '查看模板在各平台生成的消息。不保存，也不发送。',
  ),
  which: phrase('Begin with', '从此开始'),
  standard: phrase('the default message', '默认消息'),
  form: phrase('Form', '形式'),
  parts: phrase('Title and text', '标题与正文'),
  raw: phrase('Raw body', '原始消息体'),
  rawMore: phrase(
    'The whole JSON that one platform takes. The other platforms would be sent the default message.',
    '某一平台所需的完整 JSON，其他平台会收到默认消息。',
  ),
  title: phrase('Title', '标题'),
  text: phrase('Text', '正文'),
  empty: phrase('empty: as in the default message', '留空则同默认消息'),
  keepFields: phrase('Keep the details below the text', '正文下方保留明细'),
  kind: phrase('Kind', '类型'),
  payload: phrase('The message', '消息'),
  told: phrase('What it tells', '内容来自'),
  sample: phrase('an example', '示例'),
  from: (source: string) => phrase(`a request to ${source}`, `${source} 的请求`),
  body: phrase('Body of the request', '请求体'),
  newest: phrase('Take its newest request', '使用最近的请求'),
  none: phrase('It has had no request yet.', '该来源尚无请求。'),
  language: phrase('Language', '语言'),
  english: phrase('English', '英文'),
  chinese: phrase('Chinese', '中文'),
  result: phrase('On each platform', '各平台效果'),
  cut: phrase('shortened', '已截断'),
  fallsBack: phrase('The default message is sent here instead:', '此处将改发默认消息：'),
  json: phrase('As it is posted', '发送的 JSON'),
  drawn: (platform: string) => phrase(`The message on ${platform}`, `${platform} 上的消息`),
  size: {
    bytes: (used: string, most: string) =>
      phrase(`${used} of ${most} bytes`, `${used} / ${most} 字节`),
    characters: (used: string, most: string) =>
      phrase(`${used} of ${most} characters`, `${used} / ${most} 字符`),
    blocks: (used: string, most: string) =>
      phrase(`${used} of ${most} blocks`, `${used} / ${most} 区块`),
  },
  failsFor: (kinds: string) => phrase(`It fails for: ${kinds}.`, `以下消息会失败：${kinds}。`),
  usedBy: phrase('Named by', '引用者'),
  unused: phrase('No policy and no contact names it.', '没有策略或联系人引用。'),
  yaml: phrase('Put this into tocsin.yaml', '写入 tocsin.yaml'),
  yamlMore: (name: string) =>
    phrase(
      `Then name it at a contact, or at a target of a policy: template: ${name}`,
      `然后在联系人或策略目标中引用：template: ${name}`,
    ),
}

/** The kinds of messages that can be shown, as the API names them. */
export const KINDS = {
  alert: phrase('A new alert', '新告警'),
  group: phrase('Several alerts', '多个告警'),
  update: phrase('An update', '更新'),
  repeat: phrase('A repeat', '重复提醒'),
  resolved: phrase('A recovery', '恢复'),
  notice: phrase('A notice', '通知'),
  digest: phrase('A digest', '合并消息'),
  escalation: phrase('An escalation', '升级'),
}
