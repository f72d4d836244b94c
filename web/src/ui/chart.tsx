import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { WireDay } from '../../../src/api/wire-retention.ts'
import { useSpeech } from '../words/language.tsx'
import { RULES } from '../words/rules.ts'

/** Alerts and messages day by day; the table below it says the same to those who do not see it. */
export function Chart({ days }: { readonly days: readonly WireDay[] }) {
  const { say } = useSpeech()
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const colour = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim()
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--line') },
      ticks: { show: false },
    }
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: 240,
        cursor: { points: { show: false } },
        scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] } },
        axes: [axis, axis],
        series: [
          {},
          { label: say(RULES.opened), stroke: colour('--critical-sign'), width: 2 },
          { label: say(RULES.resolved), stroke: colour('--ok'), width: 2, dash: [6, 4] },
          { label: say(RULES.sent), stroke: colour('--accent'), width: 2, dash: [2, 3] },
        ],
      },
      [
        days.map(({ day }) => Date.parse(day) / 1000),
        days.map(({ opened }) => opened),
        days.map(({ ended }) => ended),
        days.map(({ sent }) => sent),
      ],
      element,
    )
    const watch = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: 240 }),
    )
    watch.observe(element)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [days, say])
  return <div ref={frame} className="chart" role="img" aria-label={say(RULES.perDay)} />
}
