import { phrase } from './phrase.ts'

/** Words of the configuration: its text, its revisions, and conditions of policies. */
export const CONFIGURATION = {
  fromFile: (file: string) =>
    phrase(
      `It comes from the file ${file}, and is changed there.`,
      `配置来自文件 ${file}，请在该文件中修改。`,
    ),
  fromStore: phrase(
    'What is saved here is checked first, and counts at once.',
    '保存前会先检查，保存后立即生效。',
  ),
  edit: phrase('Edit the configuration', '编辑配置'),
  where: phrase('What stands where', '各项所在行'),
  line: (line: number) => phrase(`line ${line}`, `第 ${line} 行`),
  sections: {
    sources: phrase('Sources', '来源'),
    contacts: phrase('Contacts', '联系人'),
    contactGroups: phrase('Contact groups', '联系人组'),
    policies: phrase('Policies', '通知策略'),
    escalationPolicies: phrase('Escalation policies', '升级策略'),
    schedules: phrase('Schedules', '值班表'),
    muteTimings: phrase('Mute timings', '静默时段'),
    maintenance: phrase('Maintenance', '维护窗口'),
    templates: phrase('Templates', '模板'),
    teams: phrase('Teams', '团队'),
  },
  ownTeams: phrase('My teams', '我的团队'),
  text: phrase('The configuration as YAML', '配置（YAML）'),
  textHint: phrase(
    'A secret that is written here is taken out when it is saved; a reference stands in its place.',
    '保存时，写在文本中的密钥会被移出并替换为引用。',
  ),
  good: phrase('Nothing is wrong with it.', '检查通过。'),
  checking: phrase('Checking …', '正在检查…'),
  problems: (count: number) =>
    phrase(count === 1 ? '1 problem' : `${count} problems`, `${count} 个错误`),
  warnings: (count: number) =>
    phrase(count === 1 ? '1 thing to look at' : `${count} things to look at`, `${count} 条提醒`),
  more: (count: number) => phrase(`and ${count} more`, `另有 ${count} 个`),
  broken: phrase(
    'The newest revision cannot be used here; the one before it counts.',
    '最新版本无法使用，当前生效的是上一个版本。',
  ),
  changes: phrase('What changes', '改动'),
  nothingChanged: phrase('Nothing has been changed.', '没有改动。'),
  comment: phrase('Why (for those who read the revisions)', '修改原因（便于他人查看版本）'),
  save: phrase('Save', '保存'),
  saved: (number: number) =>
    phrase(`Revision ${number} counts from now on.`, `版本 ${number} 已生效。`),
  preview: phrase('What would it have sent?', '会发送多少消息？'),
  previewBusy: phrase('Running the last 7 days again …', '正在重放最近 7 天…'),
  previewed: (before: string, after: string) =>
    phrase(
      `In the last 7 days: ${before} messages were sent, ${after} would have been.`,
      `最近 7 天：实际发送 ${before} 条，按此配置为 ${after} 条。`,
    ),
  chat: phrase('Chat', '群聊'),
  before: phrase('Sent', '实际'),
  after: phrase('With this', '按此配置'),
  busiest: phrase('Busiest hour', '最忙一小时'),
  missed: (count: string) =>
    phrase(
      `${count} alerts or notices would have been told to nobody`,
      `${count} 个告警将无人知晓`,
    ),
  added: (count: string) =>
    phrase(`${count} would have been told that were told to nobody`, `${count} 个告警将新增通知`),
  doubled: (count: string) =>
    phrase(`${count} would have been told twice in one chat`, `${count} 个告警将在同一群聊中重复`),
  discard: phrase('Discard my changes', '放弃改动'),
  newer: (by: string, number: number) =>
    phrase(
      `${by} has saved revision ${number} meanwhile. Your text is still here: compare it, and save on top of the newest, or discard it.`,
      `${by} 已保存版本 ${number}。你的文本仍在此处：请比较后基于最新版本保存，或放弃改动。`,
    ),
  onTop: phrase('Go on from the newest', '基于最新版本继续'),
  revisions: phrase('Revisions', '版本'),
  revision: (number: number) => phrase(`Revision ${number}`, `版本 ${number}`),
  restores: (number: number) => phrase(`restores ${number}`, `恢复自版本 ${number}`),
  compare: phrase('Compare with the newest', '与最新版本比较'),
  restore: phrase('Restore', '恢复'),
  restoreText: phrase(
    'Its text is saved again as a new revision and counts at once, with the secrets that it had.',
    '其文本将作为新版本保存并立即生效，包括当时的密钥。',
  ),
  same: phrase('It is the same as the newest.', '与最新版本相同。'),
  exported: phrase('Export', '导出'),
  tryPolicy: phrase('Try a policy', '试算策略'),
  condition: phrase('Conditions', '条件'),
  join: phrase('Which must hold', '匹配方式'),
  every: phrase('all of them', '全部满足'),
  any: phrase('any of them', '任一满足'),
  field: phrase('Of what', '字段'),
  operator: phrase('Is', '关系'),
  operators: {
    '=': phrase('is', '等于'),
    '!=': phrase('is not', '不等于'),
    '=~': phrase('matches', '匹配正则'),
    '!~': phrase('does not match', '不匹配正则'),
  },
  value: phrase('Value', '值'),
  addCondition: phrase('Add a condition', '添加条件'),
  removeCondition: phrase('Remove', '删除'),
  tell: phrase('Tell', '通知'),
}
