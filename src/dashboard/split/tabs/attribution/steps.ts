import type { PartFragment } from '../../../api/operations.js'
import type { Step } from '../../../chart/waterfall.js'
import { partName } from '../../part-name.js'

/** So many parts have a step of their own; the rest is one. */
const SHOWN = 20

/** The largest contributions, the rest together, and the cost last. */
export function steps(parts: readonly PartFragment[]): Step[] {
  const cost = parts.filter(({ label }) => label === 'cost')
  const others = parts
    .filter(({ label }) => label !== 'cost')
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  const rest = others.slice(SHOWN)
  const sum = rest.reduce((total, { contribution }) => total + contribution, 0)
  return [
    ...others.slice(0, SHOWN).map(toStep),
    ...(rest.length > 0 ? [{ label: `${rest.length} others`, value: sum }] : []),
    ...cost.map(toStep),
  ]
}

const toStep = ({ label, contribution }: PartFragment): Step => ({
  label: partName(label),
  value: contribution,
})
