// In: a language. Out: the page's words, and what each refusal means.

const STORED = 'tocsin-sandbox-language'

const WORDS = {
  en: {
    title: 'Sandbox',
    subtitle: 'Local stand-in for DingTalk',
    robot: 'Robot',
    noChats: 'No chat yet',
    noChatsHint: 'A chat appears as soon as its robot is posted to:',
    choose: 'Choose a chat',
    chooseHint: 'Each shows what its robot received, as DingTalk would draw it.',
    noMessages: 'No message yet',
    noMessagesHint: 'What the robot receives appears here at once.',
    unknownChat: 'There is no chat at this address',
    back: 'All chats',
    notPosted: 'Not posted',
    nothingRefused: 'Nothing was refused.',
    duplicate: 'sent again',
    preview: 'Preview',
    somebody: '[@ people]',
    everybody: '[@ all]',
    missed: (names) => `Rings nobody: ${names}. To be rung, a person must be in the group, in “at”, and named in the text.`,
    replyLost: 'The reply to this message was dropped on request.',
    readOnly: 'A stand-in: messages arrive through the robot’s webhook only.',
    signed: 'signed',
    keywords: (list) => `keywords: ${list}`,
    addresses: 'IP list',
    members: (count) => (count === 1 ? '1 member' : `${count} members`),
    image: 'Image',
    opensBrowser: 'Opens in the browser',
    opensPanel: 'Opens in DingTalk’s side panel',
    inert: 'Only the DingTalk app follows this link',
    sendsText: 'In DingTalk a click posts a text as the reader',
    disconnected: 'Not connected. Trying again…',
    refusedCount: (count) => `${count} not posted`,
    faultLabel: 'fault',
    unshown: 'Too large to be shown.',
    today: 'Today',
    switchTo: '中文',
    switchLabel: '切换到中文',
    hints: {
      '-1': 'Busy: the sender should try again.',
      40035: 'The token or the JSON body is missing or broken.',
      43002: 'Only POST is taken.',
      43004: 'The content type must be application/json.',
      90030: 'The organisation’s monthly quota is used up.',
      130101: 'More than 20 in a minute: shut out for 10 minutes.',
      410100: 'More than 20 in a minute: shut out for 10 minutes.',
      660026: 'More than 20 in a minute: shut out for 10 minutes.',
      300005: 'No robot has this token.',
      400013: 'The group was dissolved.',
      400102: 'The robot was stopped.',
      400105: 'msgtype must be text, markdown, link, actionCard or feedCard.',
      400106: 'The robot was removed from the group.',
      400402: 'A required field is missing or empty.',
      430101: 'The content check found an unsafe link.',
      430102: 'The content check found unfit text.',
      430103: 'The content check found an unfit image.',
      430104: 'The content check found unfit content.',
      460101: 'The body is larger than 20,000 bytes.',
      keyword: 'None of the robot’s keywords stands in the text.',
      expired: 'The signature’s time is more than an hour off.',
      sign: 'The signature is wrong or missing.',
      address: 'The sender’s address is not on the robot’s list.',
      drop: 'The connection was dropped on request.',
      http502: 'A gateway’s error page was answered on request.',
      waf: 'A firewall’s page was answered on request.',
      wafJson: 'A firewall’s JSON was answered on request.',
      duplicate: 'The same msgUuid again: answered ok, not posted twice.',
    },
  },
  zh: {
    title: '沙箱',
    subtitle: '钉钉的本地替身',
    robot: '机器人',
    noChats: '还没有群聊',
    noChatsHint: '向机器人发送第一条消息后，群聊会自动出现：',
    choose: '请选择群聊',
    chooseHint: '群聊按钉钉的样式显示机器人收到的消息。',
    noMessages: '还没有消息',
    noMessagesHint: '机器人收到的消息会立即显示在这里。',
    unknownChat: '该地址没有群聊',
    back: '全部群聊',
    notPosted: '未发布',
    nothingRefused: '没有被拒绝的消息。',
    duplicate: '重复发送',
    preview: '会话预览',
    somebody: '[有人被@]',
    everybody: '[@所有人]',
    missed: (names) => `未提醒：${names}。须同时满足：在群内、列于 at、正文含 @。`,
    replyLost: '按要求丢弃了这条消息的应答。',
    readOnly: '本地替身：消息只能通过机器人 Webhook 发送。',
    signed: '加签',
    keywords: (list) => `关键词：${list}`,
    addresses: 'IP 白名单',
    members: (count) => `${count} 人`,
    image: '图片',
    opensBrowser: '在浏览器中打开',
    opensPanel: '在钉钉侧边栏中打开',
    inert: '仅钉钉客户端可打开此链接',
    sendsText: '在钉钉中点击会以读者身份发送文字',
    disconnected: '连接已断开，正在重试…',
    refusedCount: (count) => `${count} 条未发布`,
    faultLabel: '故障',
    unshown: '内容过大，不予显示。',
    today: '今天',
    switchTo: 'English',
    switchLabel: 'Switch to English',
    hints: {
      '-1': '系统繁忙，发送方应重试。',
      40035: '缺少 token，或 JSON 缺失、无法解析。',
      43002: '仅接受 POST。',
      43004: 'Content-Type 必须是 application/json。',
      90030: '组织的月度额度已用完。',
      130101: '一分钟超过 20 条，限流 10 分钟。',
      410100: '一分钟超过 20 条，限流 10 分钟。',
      660026: '一分钟超过 20 条，限流 10 分钟。',
      300005: '没有使用该 token 的机器人。',
      400013: '群已被解散。',
      400102: '机器人已被停用。',
      400105: 'msgtype 须为 text、markdown、link、actionCard 或 feedCard。',
      400106: '机器人已被移出群聊。',
      400402: '缺少必填字段，或字段为空。',
      430101: '内容检查发现不安全的链接。',
      430102: '内容检查发现不合适的文本。',
      430103: '内容检查发现不合适的图片。',
      430104: '内容检查发现不合适的内容。',
      460101: '消息体超过 20000 字节。',
      keyword: '正文不含机器人的任何关键词。',
      expired: '签名时间相差超过一小时。',
      sign: '签名错误或缺失。',
      address: '发送方 IP 不在机器人白名单内。',
      drop: '按要求断开了连接。',
      http502: '按要求返回了网关错误页。',
      waf: '按要求返回了防火墙拦截页。',
      wafJson: '按要求返回了防火墙拦截 JSON。',
      duplicate: '相同的 msgUuid：应答 ok，不重复发布。',
    },
  },
}

/** The language that was chosen, else the browser's. */
export function currentLanguage() {
  const stored = localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'zh') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** @param {'en' | 'zh'} language */
export function chooseLanguage(language) {
  localStorage.setItem(STORED, language)
}

export function words() {
  return WORDS[currentLanguage()]
}

/** Why a message was not posted, in a sentence; empty where only the code says it. */
export function hintOf(message) {
  const { hints } = words()
  if (message.outcome === 'duplicate') return hints.duplicate
  if (message.errcode === undefined) return hints[message.fault] ?? ''
  if (message.errcode !== 310000) return hints[message.errcode] ?? ''
  if (/关键词|keyword/.test(message.errmsg)) return hints.keyword
  if (/签名过期|timestamp/.test(message.errmsg)) return hints.expired
  return /签名|sign/.test(message.errmsg) ? hints.sign : hints.address
}

/** `10:15`. */
export function clockTime(at) {
  return format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** `10:15` today, else `Mar 5` or `3月5日`. */
export function shortTime(at) {
  return isToday(at) ? clockTime(at) : format(at, { month: 'short', day: 'numeric' })
}

/** The line between messages that lie apart. */
export function dayTime(at) {
  const day = isToday(at) ? words().today : format(at, { month: 'short', day: 'numeric' })
  return `${day} ${clockTime(at)}`
}

/** To the second, for the one who hovers. */
export function fullTime(at) {
  return format(at, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
}

function isToday(at) {
  return new Date(at).toDateString() === new Date().toDateString()
}

function format(at, options) {
  const locale = currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB'
  return new Intl.DateTimeFormat(locale, options).format(at)
}
