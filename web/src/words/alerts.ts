import { phrase } from './phrase.ts'

export const ALERTS = {
  search: phrase('Search alerts', '搜索告警'),
  filters: phrase('Filters', '筛选'),
  clear: phrase('Clear filters', '清除筛选'),
  open: phrase('Open', '未恢复'),
  list: phrase('Alerts, newest first', '告警列表，最新的在前'),
  found: (count: string) => phrase(`${count} open alerts`, `${count} 个未恢复告警`),
  selected: (count: string) => phrase(`${count} selected`, `已选择 ${count} 个`),
  matching: (count: string) => phrase(`all ${count} that match`, `全部符合条件的 ${count} 个`),
  allMatching: phrase('all that match', '全部符合条件的'),
  ackAll: phrase('Acknowledge all that match', '全部确认'),
  ackAllAsk: (count: string) => phrase(`Acknowledge ${count} alerts?`, `确认 ${count} 个告警？`),
  ackAllMore: phrase(
    'All open alerts that the filters let through, also those further down in the list.',
    '包括列表中尚未显示的、符合筛选条件的所有未恢复告警。',
  ),
  none: phrase('No alert is like that.', '没有符合条件的告警。'),
  noneMore: phrase(
    'Take a filter away, or look at what is over.',
    '请减少筛选条件，或查看已恢复的告警。',
  ),
  nothing: phrase('No alert is open.', '没有未恢复的告警。'),
  end: phrase('That is all.', '已全部显示。'),
  views: phrase('Saved views', '已保存的视图'),
  saveView: phrase('Save this view', '保存此视图'),
  viewName: phrase('Name', '名称'),
  viewMore: phrase(
    'This browser keeps it. Send its address to others: it has the filters and the name.',
    '保存在此浏览器中。其地址包含筛选条件与名称，可发送给他人。',
  ),
  save: phrase('Save', '保存'),
  forgetView: (name: string) => phrase(`Forget the view ${name}`, `移除视图 ${name}`),
  unselect: phrase('Select none', '取消选择'),
  more: phrase('Looking further …', '继续查找…'),
}
