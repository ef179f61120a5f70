import type { ComponentChildren, SVGAttributes } from 'preact'

export const SMALL_WIDTH = 280
export const SMALL_HEIGHT = 110

interface SmallFigureProps {
  readonly label: string
  readonly value: string
  /** Of the upper and lower end of the axis. */
  readonly ends: readonly [string, string]
  /** SVG in a box of `SMALL_WIDTH × SMALL_HEIGHT`. */
  readonly children: ComponentChildren
  readonly below?: ComponentChildren
  /** Of the drawing, where it can be read point by point. */
  readonly attributes?: SVGAttributes<SVGSVGElement>
}

/** A small chart with its name, its figure and the ends of its axis. */
export function SmallFigure({ label, value, ends, children, below, attributes }: SmallFigureProps) {
  return (
    <figure>
      <figcaption>
        <b>{label}</b>
        <span>{value}</span>
      </figcaption>
      <div class="multiple">
        <div class="ends dim" aria-hidden="true">
          {ends.map((end, i) => (
            <span key={i}>{end}</span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: its attributes name it. */}
        <svg
          viewBox={`0 0 ${SMALL_WIDTH} ${SMALL_HEIGHT}`}
          {...(attributes ?? { role: 'img', 'aria-label': `${label}: ${value}` })}
        >
          {children}
        </svg>
      </div>
      {below}
    </figure>
  )
}
