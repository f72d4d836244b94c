import type { Attempt } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import { inLanguage } from '../../model/text.ts'
import type { WireText } from '../wire.ts'
import type { Teller } from './facts.ts'
import { receiverOf } from './notifications.ts'
import { REASONS_ZH } from './words.ts'

/** Each try to send, with the platform's own answer. */
export const tellAttempts: Teller = ({ notifications, attempts }) =>
  notifications.flatMap((notification) =>
    (attempts.get(notification.id) ?? []).map((attempt) => ({
      at: attempt.startedAt,
      kind: 'attempt',
      notificationId: notification.id,
      policy: notification.policy,
      text: attemptText(notification, attempt),
    })),
  )

function attemptText(notification: Notification, attempt: Attempt): WireText {
  const { receipt, startedAt, finishedAt } = attempt
  const who = receiverOf({ endpointId: attempt.endpointId ?? notification.endpointId })
  const said = [receipt.code, receipt.text].filter((part) => part !== undefined && part !== '')
  const answer = said.length > 0 ? `: ${said.join(' ')}` : ''
  const took = `${finishedAt - startedAt} ms`
  switch (receipt.kind) {
    case 'sent':
      return { en: `Sent to ${who} in ${took}${answer}`, zh: `已发送给 ${who}（${took}）${answer}` }
    case 'retry':
      return {
        en: `${who} is to be tried again (${receipt.reason}, ${took})${answer}. ${inLanguage(receipt.remedy, 'en')}`,
        zh: `${who} 稍后重试（${REASONS_ZH[receipt.reason]}，${took}）${answer}。${inLanguage(receipt.remedy, 'zh')}`,
      }
    case 'refused':
      return {
        en: `${who} refuses it (${receipt.reason}, ${took})${answer}. ${inLanguage(receipt.remedy, 'en')}`,
        zh: `${who} 拒收（${REASONS_ZH[receipt.reason]}，${took}）${answer}。${inLanguage(receipt.remedy, 'zh')}`,
      }
  }
}
