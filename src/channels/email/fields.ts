import type { Field } from '../../contract/fields.ts'
import { SECURITIES } from './settings.ts'

const ADDRESSING: readonly Field[] = [
  {
    name: 'address',
    kind: 'text',
    label: { en: 'Address', zh: '收件地址' },
    hint: {
      en: 'Who is written to: one address or several with commas in between, at most 50, alone or as `Name <address>`. People who must be reached one by one get an endpoint each.',
      zh: '收件人地址，可填多个并以逗号分隔，最多 50 个，也可写作“姓名 <地址>”。需要逐一确认送达的人请分别配置端点。',
    },
    placeholder: 'wang@example.com',
    required: true,
    secret: false,
  },
  {
    name: 'from',
    kind: 'text',
    label: { en: 'From', zh: '发件人' },
    hint: {
      en: 'The sender, alone or as `Name <address>`. Most servers take only the address that belongs to `user`.',
      zh: '发件人，也可写作“名称 <地址>”。多数服务器仅接受与 user 对应的地址。',
    },
    placeholder: 'Tocsin <alerts@example.com>',
    required: true,
    secret: false,
  },
  {
    name: 'replyTo',
    kind: 'text',
    label: { en: 'Reply to', zh: '回复地址' },
    hint: {
      en: 'Who gets the replies, where it is not the sender.',
      zh: '接收回复的地址，默认为发件人。',
    },
    required: false,
    secret: false,
  },
]

const SERVER: readonly Field[] = [
  {
    name: 'host',
    kind: 'text',
    label: { en: 'SMTP server', zh: 'SMTP 服务器' },
    hint: {
      en: 'The name of the server that takes outgoing mail. Its certificate must carry this name.',
      zh: '发信服务器的主机名，须与其证书一致。',
    },
    placeholder: 'smtp.example.com',
    required: true,
    secret: false,
  },
  {
    name: 'port',
    kind: 'number',
    label: { en: 'Port', zh: '端口' },
    hint: {
      en: 'Default 587 with starttls, 465 with tls, 25 with none. Clouds mostly block 25.',
      zh: '默认：starttls 为 587，tls 为 465，none 为 25。云主机通常封禁 25 端口。',
    },
    placeholder: '587',
    required: false,
    secret: false,
    least: 1,
    most: 65_535,
  },
  {
    name: 'security',
    kind: 'choice',
    label: { en: 'Security', zh: '加密方式' },
    hint: {
      en: 'starttls (default): the connection is upgraded before anything is said, and refused where that fails. tls: encrypted from the start. none: for a server on this machine or in a closed network, without a login.',
      zh: 'starttls（默认）：先升级为加密连接，失败则不发送。tls：全程加密。none：不加密，仅适用于本机或封闭网络中无需登录的服务器。',
    },
    placeholder: 'starttls',
    required: false,
    secret: false,
    choices: SECURITIES,
  },
  {
    name: 'user',
    kind: 'text',
    label: { en: 'User', zh: '用户名' },
    hint: {
      en: 'The login, mostly the sender’s address. Leave it out where the server asks for none.',
      zh: '登录名，通常为发件地址；服务器无需登录时留空。',
    },
    placeholder: 'alerts@example.com',
    required: false,
    secret: false,
  },
  {
    name: 'password',
    kind: 'text',
    label: { en: 'Password', zh: '密码' },
    hint: {
      en: 'The login’s password; many providers want a code made for programs (authorization code, app password) instead.',
      zh: '登录密码；多数邮箱要求使用专用的授权码（应用专用密码）。',
    },
    required: false,
    secret: true,
  },
  {
    name: 'certificate',
    kind: 'text',
    label: { en: 'Certificate', zh: '信任的证书' },
    hint: {
      en: 'A certificate (PEM) that is trusted besides the well-known authorities: your own authority’s, or the server’s own where it signed itself.',
      zh: '额外信任的证书（PEM）：自建 CA 的证书，或服务器的自签名证书。',
    },
    placeholder: '-----BEGIN CERTIFICATE-----',
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Mails a minute', zh: '每分钟封数' },
    hint: {
      en: 'How many mails may be sent in any minute; what is more is merged. Default 30; look at what your server allows.',
      zh: '任意一分钟内最多发送的封数，超出部分会合并。默认 30，请参考邮件服务器的限制。',
    },
    placeholder: '30',
    required: false,
    secret: false,
    least: 1,
    most: 100_000,
  },
]

/** The settings of an e-mail endpoint. */
export const fields: readonly Field[] = [...ADDRESSING, ...SERVER]
