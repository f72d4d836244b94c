// In: a language. Out: the page's words, and what each refusal means.

const STORED = 'tocsin-sandbox-language'

const WORDS = {
  en: {
    language: 'en',
    all: 'all',
    miniProgram: 'A mini program opens in WeCom only',
    deadButton: 'A custom bot’s button can only open an address, and this one has none',
    title: 'Sandbox',
    subtitle: 'Local stand-ins for chat platforms',
    robot: 'Robot',
    noChats: 'No chat yet',
    noChatsHint: 'A chat appears as soon as its robot is posted to.',
    addressesTitle: 'Where to post to',
    loading: 'Loading…',
    failed: 'The sandbox cannot be reached',
    tryAgain: 'Try again',
    tokenTitle: 'The sandbox asks for the API token',
    tokenHint: 'It is the one that the hub was started with (--api-token), and is kept for this tab only.',
    tokenWrong: 'This token was not taken. Check it and try again.',
    tokenLabel: 'API token',
    tokenSend: 'Go on',
    choose: 'Choose a chat',
    chooseHint: 'Each shows what its robot received, as its platform would draw it.',
    noMessages: 'No message yet',
    noMessagesHint: 'What the robot receives appears here at once.',
    unknownChat: 'There is no chat at this address',
    back: 'All chats',
    notPosted: 'Not posted',
    nothingRefused: 'Nothing was refused.',
    duplicate: 'sent again',
    somebody: '[@ people]',
    everybody: '[@ all]',
    replyLost: 'The reply to this message was dropped on request.',
    readOnly: 'A stand-in: messages arrive through the robot’s webhook only.',
    signed: 'signed',
    keywords: (list) => `keywords: ${list}`,
    addresses: 'IP list',
    members: (count) => (count === 1 ? '1 member' : `${count} members`),
    image: 'Image',
    opensBrowser: 'Opens in the browser',
    disconnected: 'Not connected. Trying again…',
    refusedCount: (count) => `${count} not posted`,
    faultLabel: 'fault',
    unshown: 'Too large to be shown.',
    undrawable: 'This message cannot be drawn. Its JSON is in GET /sandbox/api/messages.',
    inertLink: 'This address cannot be opened in a browser',
    missed: (names) => `Named, and not rung: ${names}.`,
    forms: { image: 'Image', share_chat: 'Group card', interactive: 'Card', file: 'File', voice: 'Voice' },
    today: 'Today',
    switchTo: '中文',
    switchLabel: '切换到中文',
    hints: {
      drop: 'The connection was dropped on request.',
      http502: 'A gateway’s error page was answered on request.',
      waf: 'A firewall’s page was answered on request.',
      wafJson: 'A firewall’s JSON was answered on request.',
      duplicate: 'The same idempotency key again: answered as posted, and not posted twice.',
    },
  },
  zh: {
    language: 'zh',
    all: '所有人',
    miniProgram: '小程序只能在企业微信中打开',
    deadButton: '自定义机器人的按钮只能打开链接，此按钮没有链接',
    title: '沙箱',
    subtitle: '聊天平台的本地替身',
    robot: '机器人',
    noChats: '还没有群聊',
    noChatsHint: '向机器人发送第一条消息后，群聊会自动出现。',
    addressesTitle: '发送地址',
    loading: '正在加载…',
    failed: '无法连接沙箱',
    tryAgain: '重试',
    tokenTitle: '沙箱需要 API 令牌',
    tokenHint: '即启动时通过 --api-token 指定的令牌，仅在本标签页中保存。',
    tokenWrong: '令牌无效，请核对后重试。',
    tokenLabel: 'API 令牌',
    tokenSend: '继续',
    choose: '请选择群聊',
    chooseHint: '群聊按各平台的样式显示机器人收到的消息。',
    noMessages: '还没有消息',
    noMessagesHint: '机器人收到的消息会立即显示在这里。',
    unknownChat: '该地址没有群聊',
    back: '全部群聊',
    notPosted: '未发布',
    nothingRefused: '没有被拒绝的消息。',
    duplicate: '重复发送',
    somebody: '[有人被@]',
    everybody: '[@所有人]',
    replyLost: '按要求丢弃了这条消息的应答。',
    readOnly: '本地替身：消息只能通过机器人 Webhook 发送。',
    signed: '加签',
    keywords: (list) => `关键词：${list}`,
    addresses: 'IP 白名单',
    members: (count) => `${count} 人`,
    image: '图片',
    opensBrowser: '在浏览器中打开',
    disconnected: '连接已断开，正在重试…',
    refusedCount: (count) => `${count} 条未发布`,
    faultLabel: '故障',
    unshown: '内容过大，不予显示。',
    undrawable: '无法绘制此消息，其 JSON 见 GET /sandbox/api/messages。',
    inertLink: '浏览器无法打开此地址',
    missed: (names) => `已点名但未提醒：${names}。`,
    forms: { image: '图片', share_chat: '群名片', interactive: '卡片', file: '文件', voice: '语音' },
    today: '今天',
    switchTo: 'English',
    switchLabel: 'Switch to English',
    hints: {
      drop: '按要求断开了连接。',
      http502: '按要求返回了网关错误页。',
      waf: '按要求返回了防火墙拦截页。',
      wafJson: '按要求返回了防火墙拦截 JSON。',
      duplicate: '相同的幂等键：照常应答，不重复发布。',
    },
  },
}

/** The language that the page was told, else the one that was chosen, else the browser's. */
export function currentLanguage() {
  const told = document.documentElement.dataset.language
  if (told === 'en' || told === 'zh') return told
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

/** Why a message was not posted, where that is not the platform's own affair; else empty. */
export function hintOf(message) {
  const { hints } = words()
  return hints[message.outcome === 'duplicate' ? 'duplicate' : message.fault] ?? ''
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
