import { FUSED } from '../../fused.js'
import type { Kernel, Kernels } from '../kernel.js'

/** The last hidden state, and with `keep` what the gradient needs of every step. */
const gru: Kernel = ({ side, at, make, scratch }, { inputs, weights, bias }, { steps, keep }) => {
  const [rows, n] = inputs.shape
  const [hidden] = weights.shape
  const dates = rows - steps + 1
  const last = make([dates, n, hidden])
  const kept = keep ? make([side.gruKept(hidden, steps, dates * n)]) : undefined
  const work = scratch(side.gruScratch(hidden, steps, rows * n))
  const places = [at(inputs), at(weights), at(bias), at(last), kept ? at(kept) : 0]
  side.gruForward(hidden, steps, dates, n, ...places, work)
  return kept ? [last, kept] : [last]
}

const gruGradient: Kernel = ({ side, at, make, scratch }, { dy, weights, kept }, { steps }) => {
  const [dates, n, hidden] = dy.shape
  const rows = steps + dates - 1
  const gradients = [make([rows, n, 3 * hidden]), make(weights.shape), make([3 * hidden])]
  const work = scratch(side.gruScratch(hidden, steps, rows * n))
  const places = [dy, weights, kept, ...gradients].map(at)
  side.gruBackward(hidden, steps, dates, n, ...places, work)
  return gradients
}

export const gruKernels: Kernels = {
  [FUSED.gru]: gru,
  [FUSED.gruGradient]: gruGradient,
}
