import type { NotificationKind } from '../../model/notification.ts'
import type { RefuseReason, RetryReason } from '../../model/receipt.ts'
import type { Severity } from '../../model/severity.ts'

/** What severities are called in Chinese. */
export const SEVERITIES_ZH: Readonly<Record<Severity, string>> = {
  critical: '严重',
  error: '错误',
  warning: '警告',
  info: '信息',
}

/** What kinds of messages are called in Chinese; in English they are called by their codes. */
export const KINDS_ZH: Readonly<Record<NotificationKind, string>> = {
  alert: '新告警',
  update: '更新',
  repeat: '重复提醒',
  resolved: '恢复',
  notice: '通知',
  digest: '合并消息',
  escalation: '升级',
  handover: '交接班',
  takeover: '接班时未结束',
  gap: '排班空缺',
  reminder: '提醒',
  storm: '告警风暴',
  undelivered: '告知送达失败',
}

/** The same of why a platform did not take a message. */
export const REASONS_ZH: Readonly<Record<RetryReason | RefuseReason, string>> = {
  'rate-limited': '限流',
  blocked: '防火墙拦截',
  busy: '平台繁忙',
  unreachable: '无法连接',
  'unknown-outcome': '没有应答',
  'clock-skew': '时钟偏差',
  token: '令牌无效',
  disabled: '机器人已停用或移除',
  keyword: '关键词',
  signature: '签名',
  address: 'IP 地址',
  forbidden: '本机规则禁止的地址',
  quota: '配额用尽',
  'too-large': '内容过大',
  content: '内容安全',
  removed: '端点已移除',
  malformed: '请求格式错误',
  unknown: '未知',
}
