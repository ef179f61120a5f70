import type * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import type { AdamState } from '../tensor/optim.js'
import { entries, type Params, withLeaves } from '../tensor/params.js'
import type { OptimiserGroup } from './task.js'

/** The moments that each optimiser starts with. */
export function startGroups(groups: readonly OptimiserGroup[], params: Params): AdamState[] {
  return membersOf(groups, params).map(({ part, optimiser }) => optimiser.init(part))
}

/** New params and moments; the old ones are the caller's to dispose. Gradients as in `leaves`. */
export function moveGroups<P extends Params>(
  groups: readonly OptimiserGroup[],
  params: P,
  gradients: readonly tf.Tensor[],
  moments: readonly AdamState[],
): { params: P; moments: AdamState[] } {
  const tensors: tf.Tensor[] = []
  const next = membersOf(groups, params).map(({ part, places, optimiser }, g) => {
    const moved = optimiser.update(
      part,
      places.map((place) => gradients[place]),
      moments[g],
    )
    entries(moved.params).forEach(([, tensor], i) => {
      tensors[places[i]] = tensor
    })
    return moved.state
  })
  return { params: withLeaves(params, tensors), moments: next }
}

interface GroupMembers extends OptimiserGroup {
  /** The parameters it moves: the tree itself where it moves all, else by dotted name. */
  readonly part: Params
  /** `[m]` their places among the leaves, in the order of `part`. */
  readonly places: readonly number[]
}

function membersOf(groups: readonly OptimiserGroup[], params: Params): GroupMembers[] {
  const named = entries(params)
  const groupOf = named.map(([name]) => {
    const group = groups.findIndex(({ moves = () => true }) => moves(name))
    assert(group >= 0, `no optimiser moves the parameter ${name}`)
    return group
  })
  return groups.map((group, g) => {
    const places = [...named.keys()].filter((place) => groupOf[place] === g)
    assert(places.length > 0, `optimiser ${g + 1} of ${groups.length} has no parameter to move`)
    if (places.length === named.length) return { ...group, part: params, places }
    const part = Object.fromEntries(places.map((place) => named[place]))
    return { ...group, part, places: inOrderOf(part, places, named) }
  })
}

/** Places in the order of the part's own leaves, which sorts whole names. */
function inOrderOf(
  part: Params,
  places: readonly number[],
  named: readonly (readonly [string, tf.Tensor])[],
): number[] {
  const placeOf = new Map(places.map((place) => [named[place][0], place]))
  return entries(part).map(([name]) => placeOf.get(name) ?? 0)
}
