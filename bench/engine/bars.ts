import { table } from '../_util/markdown.js'
import type { Raced } from './race.js'

/** Of the fastest peer, in processor time. */
const BAR = 0.9
const OURS = 'wasm'

export interface RacedStep extends Raced {
  readonly what: string
}

/** A row a step: milliseconds of everyone, and wasm against the fastest peer in the same run. */
export function barsOf(
  steps: readonly RacedStep[],
  engines: readonly string[],
  peers: readonly string[],
): string {
  const names = [...engines, ...peers]
  const head = [...['step'], ...names.map((name) => `${name}, ms`)]
  const rows = steps.map(({ what, medians, wrong }) => [
    what,
    ...names.map(
      (name) => `${medians.get(name)?.toFixed(1) ?? '–'}${wrong.has(name) ? ' (wrong)' : ''}`,
    ),
    ...judged(
      medians,
      peers.filter((name) => !wrong.has(name)),
    ),
  ])
  const asked = ['fastest peer', `${OURS} of it`, `≤ ${BAR}`]
  return table([[...head, ...asked], ...rows])
}

function judged(medians: Raced['medians'], peers: readonly string[]): string[] {
  const [fastest] = peers
    .map((name) => [name, medians.get(name) ?? Number.POSITIVE_INFINITY] as const)
    .sort(([, a], [, b]) => a - b)
  const ours = medians.get(OURS)
  if (!fastest || !ours) return ['–', '–', '–']
  const ratio = ours / fastest[1]
  return [fastest[0], ratio.toFixed(2), ratio <= BAR ? 'holds' : 'MISSED']
}
