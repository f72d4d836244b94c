import type { WireVerification } from '../../../src/api/wire.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { Mark, type Tone } from './signs.tsx'

const TONES: Readonly<Record<string, Tone>> = {
  delivered: 'good',
  failed: 'bad',
  uncertain: 'wait',
  'not-tried': 'calm',
}
const SIGNS = { ok: '✓', note: '·', failed: '✗' } as const

/** What came of a test message, step by step, and what to do. */
export function Verified({ verification }: { readonly verification: WireVerification }) {
  const { say, language } = useSpeech()
  const { result, steps, remedies } = verification
  return (
    <div className="verified" role="status">
      <Mark tone={TONES[result] ?? 'calm'}>{say(codeWords('verified', result))}</Mark>
      <ul className="lines">
        {steps.map(({ step, state, text }) => (
          <li key={step} className={state}>
            {SIGNS[state]} {text[language]}
          </li>
        ))}
      </ul>
      {remedies.length > 0 && (
        <p className="remedy">
          <strong>{say(COMMON.remedy)}</strong>{' '}
          {remedies.map((remedy) => remedy[language]).join(' ')}
        </p>
      )}
    </div>
  )
}
