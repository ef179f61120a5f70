import { ABSENT } from '../text/format.js'
import { Absent } from './absent.js'

export interface Fact {
  readonly label: string
  /** As it is drawn; `–` where it is missing. */
  readonly value: string
  readonly title?: string | undefined
  /** Why it may be missing. */
  readonly absent?: string
}

interface FactsProps {
  readonly facts: readonly Fact[]
  readonly class?: string
}

/** Figures in a line, each with its name. */
export function Facts({ facts, class: own = '' }: FactsProps) {
  return (
    <dl class={`line ${own}`}>
      {facts.map(({ label, value, title, absent }) => (
        <div key={label} title={title}>
          <dt>{label}</dt>
          <dd>{value === ABSENT ? <Absent reason={absent ?? 'Not known.'} /> : value}</dd>
        </div>
      ))}
    </dl>
  )
}
