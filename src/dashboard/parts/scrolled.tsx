import type { ComponentChildren } from 'preact'

interface ScrolledProps {
  readonly label: string
  readonly id?: string | undefined
  readonly children: ComponentChildren
}

/** A part that scrolls sideways, by the keyboard too. */
export function Scrolled({ label, id, children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be for fields.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keyboard.
    <div class="scroll" id={id} role="group" tabIndex={0} aria-label={label}>
      {children}
    </div>
  )
}
