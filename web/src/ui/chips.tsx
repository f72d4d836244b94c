import type { ReactNode } from 'react'

/** Choices beside each other, under a name for those who do not see them together. */
export function Chips({
  label,
  children,
}: {
  readonly label: string
  readonly children: ReactNode
}) {
  return (
    <fieldset className="facet">
      <legend className="unseen">{label}</legend>
      {children}
    </fieldset>
  )
}
