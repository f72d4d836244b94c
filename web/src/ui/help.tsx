import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { type Phrase, phrase } from '../words/phrase.ts'
import { Dialog } from './dialog.tsx'

const KEYS: readonly (readonly [string, Phrase])[] = [
  ['j  k', phrase('next and previous alert', '下一个、上一个告警')],
  ['n  p', phrase('on an alert: the next and the one before it', '在告警页：下一个、上一个告警')],
  ['Enter', phrase('open it', '打开')],
  ['x', phrase('select it', '选择')],
  ['a', phrase('acknowledge what is selected, or this one', '确认所选或当前告警')],
  ['r', phrase('resolve it', '标记恢复')],
  ['e', phrase('call the next step', '通知下一级')],
  ['/', phrase('search', '搜索')],
  ['Esc', phrase('go back, or select nothing', '返回或取消选择')],
  ['Ctrl K', phrase('find a page or an alert', '查找页面或告警')],
  ['?', phrase('this help', '显示此帮助')],
]

export function Help({ onClose }: { readonly onClose: () => void }) {
  const say = useSay()
  return (
    <Dialog title={say(MAP.keys)} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(text)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={onClose}>
        {say(COMMON.close)}
      </button>
    </Dialog>
  )
}
