import { FUSED } from '../../fused.js'
import type { Kernel, Kernels } from '../kernel.js'

const policy: Kernel = ({ side, at, make, scratch }, inputs) => {
  const { windows, taps, bias, value, valueBias, gate, gateBias, out, skip, level, mask } = inputs
  const [hidden, lookback] = taps.shape
  const count = windows.shape[1]
  const weights = make([count])
  const kept = make([side.policyKept(hidden, count)])
  const work = scratch(side.policyScratch(hidden, lookback))
  const layers = [windows, taps, bias, value, valueBias, gate, gateBias, out, skip, level].map(at)
  const places = [...layers, mask ? at(mask) : 0, at(weights), at(kept)]
  side.policyForward(hidden, lookback, count, ...places, work)
  return [weights, kept]
}

const policyGradient: Kernel = ({ side, at, make, scratch }, inputs) => {
  const { dy, windows, taps, bias, value, valueBias, gate, gateBias, out, skip, kept } = inputs
  const [hidden, lookback] = taps.shape
  const layers = [windows, taps, bias, value, valueBias, gate, gateBias, out, skip]
  const gradients = [...layers.map(({ shape }) => make(shape)), make([1, 1])]
  const work = scratch(side.policyScratch(hidden, lookback))
  const places = [dy, ...layers, kept, ...gradients].map(at)
  side.policyBackward(hidden, lookback, windows.shape[1], ...places, work)
  return gradients
}

const windows: Kernel = ({ side, at, make }, { series }, { lookback }) => {
  const [days, n] = series.shape
  const width = (days - lookback) * n
  const gathered = make([lookback, width])
  side.windows(at(series), lookback, width, n, at(gathered))
  return gathered
}

const windowsGradient: Kernel = ({ side, at, make }, { dy }, { n }) => {
  const [lookback, width] = dy.shape
  const series = make([lookback + width / n, n])
  side.windowsBack(at(dy), lookback, width, n, at(series))
  return series
}

export const policyKernels: Kernels = {
  [FUSED.policy]: policy,
  [FUSED.policyGradient]: policyGradient,
  [FUSED.windows]: windows,
  [FUSED.windowsGradient]: windowsGradient,
}
