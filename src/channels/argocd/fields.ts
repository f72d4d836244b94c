import type { Field } from '../../contract/fields.ts'
import { SERVICES } from './services.ts'

/** The settings of an endpoint that is one of Argo CD's services. */
export const fields: readonly Field[] = [
  {
    name: 'service',
    kind: 'choice',
    label: { en: 'Service', zh: '服务类型' },
    hint: {
      en: 'The type of the service, as Argo CD Notifications names it: the second word of `service.<type>` in argocd-notifications-cm.',
      zh: 'Argo CD Notifications 中的服务类型，即 argocd-notifications-cm 中 `service.<type>` 的第二段。',
    },
    placeholder: 'telegram',
    required: true,
    secret: false,
    choices: [...SERVICES.keys()],
  },
  {
    name: 'options',
    kind: 'text',
    label: { en: 'Options', zh: '服务选项' },
    hint: {
      en: 'The service’s options as a JSON object, named as in argocd-notifications-cm, with the secrets filled in.',
      zh: '服务选项，JSON 对象，键名与 argocd-notifications-cm 中一致，密钥已填入实际值。',
    },
    placeholder: '{"token": "…"}',
    required: true,
    secret: true,
  },
  {
    name: 'recipient',
    kind: 'text',
    label: { en: 'Recipient', zh: '接收者' },
    hint: {
      en: 'Whom the service tells: a channel, a chat’s id, a mail address, a name among the options; what it is depends on the service. A webhook, Alertmanager and GitHub take none.',
      zh: '服务的接收者：频道、会话 ID、邮箱地址或选项中的名称，因服务而异。webhook、alertmanager、github 无需填写。',
    },
    placeholder: '-1001234567890',
    required: false,
    secret: false,
  },
  {
    name: 'certificates',
    kind: 'text',
    label: { en: 'Certificates', zh: '信任的证书' },
    hint: {
      en: 'Certificates (PEM) by host as a JSON object, as argocd-tls-certs-cm has them. On such a host they take the place of the well-known authorities.',
      zh: '按主机名给出的证书（PEM），JSON 对象，与 argocd-tls-certs-cm 一致。对这些主机将替代系统信任的 CA。',
    },
    placeholder: '{"hooks.example.com": "-----BEGIN CERTIFICATE-----…"}',
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages the recipient is sent in any minute; what is more is merged. The default is the service’s own limit; services for programs have none, and merge nothing.',
      zh: '任意一分钟内最多发送的条数，超出部分会合并。默认为服务自身的限制；面向程序的服务不限，也不合并。',
    },
    required: false,
    secret: false,
    least: 1,
    most: 1_000_000,
  },
]
