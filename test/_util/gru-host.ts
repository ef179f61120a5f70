/** Sizes of a GRU: B dates of N columns, T steps, H hidden units. */
export interface GruSize {
  readonly dates: number
  readonly n: number
  readonly steps: number
  readonly hidden: number
}

export interface GruTensors {
  /** `[T + B − 1, N, 3H]` */
  readonly inputs: ArrayLike<number>
  /** `[H, 3H]` */
  readonly weights: ArrayLike<number>
  /** `[3H]` */
  readonly bias: ArrayLike<number>
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** One step of one sequence; `row` is where its inputs start. */
function step({ inputs, weights, bias }: GruTensors, h: Float64Array, row: number) {
  const hidden = h.length
  const g = Float64Array.from({ length: 3 * hidden }, (_, c) =>
    h.reduce((sum, x, j) => sum + x * weights[j * 3 * hidden + c], bias[c]),
  )
  const gate = (which: number) => (_: unknown, j: number) =>
    sigmoid(inputs[row + which * hidden + j] + g[which * hidden + j])
  const r = Float64Array.from(h, gate(0))
  const z = Float64Array.from(h, gate(1))
  const gn = g.subarray(2 * hidden)
  const n = r.map((x, j) => Math.tanh(inputs[row + 2 * hidden + j] + x * gn[j]))
  return { before: h, r, z, n, gn, after: h.map((x, j) => n[j] + z[j] * (x - n[j])) }
}

/**
 * The last state `[B, N, H]` of each sequence and the gradients of `Σ dy · state`, in double and with
 * one loop for each sequence: the definition of torch.nn.GRU.
 */
export function gruOnHost(tensors: GruTensors, dy: ArrayLike<number>, size: GruSize) {
  const { dates, n, steps, hidden } = size
  const last = new Float64Array(dates * n * hidden)
  const gradients = {
    inputs: new Float64Array(tensors.inputs.length),
    weights: new Float64Array(tensors.weights.length),
    bias: new Float64Array(tensors.bias.length),
  }
  for (let s = 0; s < dates * n; s++) {
    const rows = Array.from({ length: steps }, (_, l) => 3 * hidden * (l * n + s))
    const taken = []
    let h: Float64Array = new Float64Array(hidden)
    for (const row of rows) {
      taken.push(step(tensors, h, row))
      h = taken[taken.length - 1].after
    }
    last.set(h, s * hidden)
    let dh = Float64Array.from({ length: hidden }, (_, j) => dy[s * hidden + j])
    for (let l = steps - 1; l >= 0; l--) dh = stepBack(tensors, taken[l], dh, rows[l], gradients)
  }
  return { last, ...gradients }
}

/** Adds one step's gradients and returns that of the state before it. */
function stepBack(
  { weights }: GruTensors,
  { before, r, z, n, gn }: ReturnType<typeof step>,
  dh: Float64Array,
  row: number,
  gradients: Readonly<Record<'inputs' | 'weights' | 'bias', Float64Array>>,
): Float64Array<ArrayBuffer> {
  const hidden = dh.length
  const dg = new Float64Array(3 * hidden)
  for (let j = 0; j < hidden; j++) {
    const dn = dh[j] * (1 - z[j]) * (1 - n[j] ** 2)
    const dz = dh[j] * (before[j] - n[j]) * z[j] * (1 - z[j])
    const dr = dn * gn[j] * r[j] * (1 - r[j])
    dg.set([dr], j)
    dg.set([dz], hidden + j)
    dg.set([dn * r[j]], 2 * hidden + j)
    for (const [gate, d] of [dr, dz, dn].entries()) gradients.inputs[row + gate * hidden + j] += d
  }
  dg.forEach((d, c) => {
    gradients.bias[c] += d
    for (let j = 0; j < hidden; j++) gradients.weights[j * 3 * hidden + c] += before[j] * d
  })
  return Float64Array.from(dh, (d, j) =>
    dg.reduce((sum, x, c) => sum + x * weights[j * 3 * hidden + c], d * z[j]),
  )
}
