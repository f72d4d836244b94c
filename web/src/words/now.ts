import { phrase } from './phrase.ts'

export const NOW = {
  unhandled: phrase('Nobody is on it', '待认领'),
  taken: phrase('Somebody is on it', '处理中'),
  onCall: phrase('On call now', '当前值班'),
  next: phrase('then', '之后'),
  noSchedules: phrase('No schedule is configured.', '尚未配置值班表。'),
  calm: phrase('Nothing fires.', '当前没有告警。'),
  calmMore: phrase(
    'An alert opens when a source reports a problem, and ends when it reports the recovery.',
    '来源报告故障时打开告警，报告恢复时结束。',
  ),
  first: phrase(
    'Nothing has arrived yet. Send the first event from a terminal:',
    '尚未收到事件。在终端发送第一个：',
  ),
  firstKey: phrase(
    'Put the key of a source of tocsin.yaml in the place of YOUR_INGEST_KEY.',
    '请将 YOUR_INGEST_KEY 换成 tocsin.yaml 中某个来源的 key。',
  ),
  connect: phrase('Connect a source step by step', '按步骤接入来源'),
  allOpen: (count: number) => phrase(`All ${count} open alerts`, `全部 ${count} 个未恢复告警`),
  health: phrase('How the hub is', '系统健康'),
  waiting: phrase('messages on their way', '条消息待发'),
  dead: phrase('not delivered', '条未送达'),
  quarantined: phrase('not read', '个请求未能解析'),
  chats: phrase('Chats', '群聊'),
  sources: phrase('Sources', '来源'),
  allWell: phrase('all well', '全部正常'),
  ill: (count: number) => phrase(`${count} in trouble`, `${count} 个异常`),
  quiet: (count: number) => phrase(`${count} gone quiet`, `${count} 个已静默`),
  unheard: phrase('nobody told', '无人收到'),
  unheardMore: (count: number) =>
    phrase(`${count} open alerts that nobody could be told of`, `${count} 个告警无人可通知`),
  spool: phrase('Spool', '本地暂存'),
  spooled: (requests: number, megabytes: number) =>
    phrase(
      `${requests} requests wait on disk (${megabytes} MB)`,
      `${requests} 个请求暂存在磁盘（${megabytes} MB）`,
    ),
  aside: (files: number) =>
    phrase(
      `${files} could not be taken in: see spool/aside`,
      `${files} 个无法入库，见 spool/aside`,
    ),
  away: phrase(
    'The database is away. What sources send is kept on the hub’s disk meanwhile.',
    '数据库不可用。来源发来的请求暂存在本机磁盘。',
  ),
  lastEvent: phrase('last event', '最近事件'),
}
