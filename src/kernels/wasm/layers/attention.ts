import { FUSED } from '../../fused.js'
import type { Kernel, Kernels } from '../kernel.js'

const attention: Kernel = ({ side, at, make, scratch }, { values, folded, mask }) => {
  const [characteristics, factors] = folded.shape
  const [days, , n] = mask.shape
  const weights = make([days, factors, n])
  const work = scratch(side.attentionScratch(n, factors, characteristics))
  const sizes = [days, n, factors, characteristics] as const
  side.attentionForward(...sizes, at(values), at(folded), at(mask), at(weights), work)
  return weights
}

const attentionGradient: Kernel = ({ side, at, make, scratch }, { dy, values, weights }) => {
  const [days, factors, n] = weights.shape
  const characteristics = values.shape[1]
  const byFolded = make([characteristics, factors])
  const work = scratch(side.attentionScratch(n, factors, characteristics))
  const sizes = [days, n, factors, characteristics] as const
  side.attentionBackward(...sizes, at(values), at(weights), at(dy), at(byFolded), work)
  return byFolded
}

export const attentionKernels: Kernels = {
  [FUSED.attention]: attention,
  [FUSED.attentionGradient]: attentionGradient,
}
