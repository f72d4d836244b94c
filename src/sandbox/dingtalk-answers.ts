/** DingTalk's answers as they were documented or seen: each in today's Chinese and in older English. */
export type DingtalkAnswer = { readonly errcode: number; readonly errmsg: string }

type Language = 'zh' | 'en'

export const OK: DingtalkAnswer = { errcode: 0, errmsg: 'ok' }
export const NOT_POST: DingtalkAnswer = { errcode: 43002, errmsg: '需要POST请求' }
export const NO_TOKEN: DingtalkAnswer = { errcode: 40035, errmsg: '缺少参数 access_token' }
export const NO_JSON: DingtalkAnswer = { errcode: 40035, errmsg: '缺少参数 json' }
export const WRONG_TYPE: DingtalkAnswer = {
  errcode: 43004,
  errmsg: '无效的HTTP HEADER Content-Type',
}
export const UNKNOWN_TOKEN: DingtalkAnswer = { errcode: 300005, errmsg: 'token is not exist' }
export const REMOVED: DingtalkAnswer = { errcode: 400106, errmsg: '机器人不存在' }
export const STOPPED: DingtalkAnswer = { errcode: 400102, errmsg: '机器人已停用' }
export const DISSOLVED: DingtalkAnswer = { errcode: 400013, errmsg: '群已被解散' }
export const OVER_QUOTA: DingtalkAnswer = { errcode: 90030, errmsg: 'webhook over limit' }
export const BUSY: DingtalkAnswer = { errcode: -1, errmsg: '系统繁忙' }
export const WRONG_MSGTYPE: DingtalkAnswer = { errcode: 400105, errmsg: '不支持的消息类型' }

const RATE_TEXTS = {
  660026: 'sending too many messages per minute',
  130101: 'send too fast, exceed 20 times per minute',
  410100: '发送速度太快而限流',
} as const

/** More than 20 in a minute: the code differs by year. */
export function rateLimited(code: keyof typeof RATE_TEXTS): DingtalkAnswer {
  return { errcode: code, errmsg: RATE_TEXTS[code] }
}

/** More than 20,000 bytes. */
export function tooLarge(language: Language): DingtalkAnswer {
  const errmsg = {
    zh: 'description: body 大小不合法;solution:请保持大小在 20000bytes 以内;',
    en: 'message too long, exceed 20000 bytes',
  }
  return { errcode: 460101, errmsg: errmsg[language] }
}

/** `path` as DingTalk writes it: `markdown --》 title`. */
export function missingField(path: string): DingtalkAnswer {
  const errmsg = `错误描述:参数 ${path} 缺失，或者参数格式不正确; 解决方案:请填充上对应参数;参考链接:请参考本接口对应文档查看参数要求，或者在https://open.dingtalk.com/document/ 搜索相关文档;`
  return { errcode: 400402, errmsg }
}

const SECURITY_TEXTS = {
  keyword: {
    zh: '错误描述:关键词不匹配;解决方案:请联系群管理员查看此机器人的关键词，并在发送的信息中包含此关键词;',
    en: 'keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]',
  },
  expired: {
    zh: '错误描述:机器人发送签名过期;解决方案:签名生成时间和发送时间请保持在 timestamp 一小时以内;',
    en: 'invalid timestamp, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]',
  },
  sign: {
    zh: 'description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;link:请参考本接口对应文档获得具体要求，或者在https://open.dingtalk.com/document/  搜索相关文档;',
    en: 'sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]',
  },
} as const

/** One code for all security settings; the text tells which. */
export function securityRefusal(
  why: keyof typeof SECURITY_TEXTS,
  language: Language,
): DingtalkAnswer {
  return { errcode: 310000, errmsg: SECURITY_TEXTS[why][language] }
}

/** `address` is the sender's, as the platform saw it. */
export function wrongAddress(address: string): DingtalkAnswer {
  return { errcode: 310000, errmsg: `ip ${address} not in whitelist` }
}

const CONTENT_TEXTS: ReadonlyMap<number, string> = new Map([
  [430101, '消息中含有不安全的外链'],
  [430102, '消息中含有不合适的文本'],
  [430103, '消息中含有不合适的图片'],
  [430104, '消息中含有不合适的内容'],
])

/** 430101 to 430104; the last for any other code. */
export function unsafeContent(code: number | string | undefined): DingtalkAnswer {
  const errmsg = CONTENT_TEXTS.get(Number(code))
  return errmsg === undefined ? unsafeContent(430104) : { errcode: Number(code), errmsg }
}
