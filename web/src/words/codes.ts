import { type Phrase, plain } from './phrase.ts'

/** Words for the hub's own codes, by code; a code that is not here is shown as it is. */
const CODES = {
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
    done: { en: 'Done.', zh: '已完成。' },
    already: { en: 'It was so already.', zh: '此前已如此。' },
    over: { en: 'The alert is over.', zh: '告警已恢复。' },
    'too-soon': {
      en: 'Help was called less than a minute ago.',
      zh: '一分钟内已请求过支援。',
    },
    further: {
      en: 'It has been escalated further than that already.',
      zh: '此前已升级到更后面的级别。',
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
    storm: { en: 'Storm', zh: '告警风暴' },
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
    warning: { en: 'Warning', zh: '警告' },
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
    argocd: { en: 'Argo CD service', zh: 'Argo CD 服务' },
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
  request: {
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
  role: {
    viewer: { en: 'Viewer', zh: '只读' },
    responder: { en: 'Responder', zh: '响应' },
    editor: { en: 'Editor', zh: '编辑' },
    admin: { en: 'Administrator', zh: '管理员' },
  },
  signsInBy: {
    password: { en: 'password', zh: '密码' },
    provider: { en: 'identity provider', zh: '身份提供方' },
  },
  actor: {
    machine: { en: 'this machine', zh: '本机' },
    token: { en: 'API token', zh: 'API 令牌' },
    user: { en: 'user', zh: '用户' },
  },
  refusal: {
    'too-late': {
      en: 'It took longer than ten minutes, or this browser did not begin it. Begin again.',
      zh: '用时超过十分钟，或并非在此浏览器中发起。请重新登录。',
    },
    declined: {
      en: 'The identity provider turned it down, or you cancelled it there.',
      zh: '身份提供方拒绝了登录，或您在那里取消了登录。',
    },
    failed: {
      en: 'The identity provider cannot be reached, or its answer cannot be trusted. The log of the hub says more.',
      zh: '无法连接身份提供方，或其应答无法验证。详情见中枢日志。',
    },
    'not-let-in': {
      en: 'It knows you, but you may not use this hub. Ask an administrator to let you in.',
      zh: '身份已确认，但您无权使用此中枢。请联系管理员。',
    },
    none: {
      en: 'No identity provider is configured any more. Sign in with a name and a password.',
      zh: '已不再配置身份提供方。请使用用户名和密码登录。',
    },
  },
} as const satisfies Record<string, Record<string, Phrase>>

/** The words for a code of the hub; the code itself where there are none. */
export function codeWords(table: keyof typeof CODES, code: string): Phrase {
  const known: Readonly<Record<string, Phrase>> = CODES[table]
  return known[code] ?? plain(code)
}
