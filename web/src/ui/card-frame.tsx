import { useEffect, useRef, useState } from 'react'
import { useSpeech } from '../words/language.tsx'
import { useTheme } from './theme.ts'

/** Until the frame says how high it is. */
const HEIGHT = 160

/** A message as its platform draws it. The sandbox's pages draw it, so that there is one drawing of each platform. */
export function CardFrame({
  platform,
  body,
  title,
}: {
  readonly platform: string
  readonly body: string
  readonly title: string
}) {
  const { language } = useSpeech()
  const theme = useTheme()
  const frame = useRef<HTMLIFrameElement>(null)
  const [isReady, setReady] = useState(false)
  const [height, setHeight] = useState(HEIGHT)
  useEffect(() => {
    const heard = ({ source, origin, data }: MessageEvent): void => {
      if (source !== frame.current?.contentWindow || origin !== location.origin) return
      const said = data as { readonly kind: string; readonly height?: number } // what card.js of the hub says
      if (said.kind === 'ready') setReady(true)
      if (said.kind === 'height') setHeight(said.height ?? HEIGHT)
    }
    addEventListener('message', heard)
    return () => removeEventListener('message', heard)
  }, [])
  useEffect(() => {
    if (!isReady) return
    const drawn = { platform, body, language, theme, robotName: 'Tocsin' }
    frame.current?.contentWindow?.postMessage(drawn, location.origin)
  }, [isReady, platform, body, language, theme])
  return (
    <iframe
      ref={frame}
      className="card-frame"
      src="sandbox/page/card.html"
      title={title}
      style={{ height }}
    />
  )
}
