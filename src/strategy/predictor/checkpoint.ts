import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import { disposeParams, fromBytes, type Params, toBytes } from '../../tensor/params.js'

/** Stored with the parameters. */
interface CheckpointMeta {
  readonly strategy: string
  readonly characteristics: readonly string[]
}

/** Parameters, which it disposes, with the characteristics that they were fitted on. */
export function checkpointOf(strategy: string, view: MarketView, params: Params): Uint8Array {
  const meta: CheckpointMeta = { strategy, characteristics: namesOf(view) }
  const bytes = toBytes(params, meta)
  disposeParams(params)
  return bytes
}

/** Parameters of a checkpoint; a UserError where the data have other characteristics. */
export function paramsOf(checkpoint: Uint8Array, view: MarketView): Params {
  const { params, meta } = fromBytes(checkpoint)
  const { characteristics } = meta as CheckpointMeta // written by `checkpointOf`
  const found = namesOf(view)
  if (characteristics.join() === found.join()) return params
  disposeParams(params)
  throw new UserError(
    `the checkpoint was trained on the characteristics ${characteristics.join(', ')} and the ` +
      `data has ${found.join(', ')}; train the split again`,
  )
}

function namesOf({ characteristics }: MarketView): string[] {
  return characteristics.definitions.map(({ name }) => name)
}
