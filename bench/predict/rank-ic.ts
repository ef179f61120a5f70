/** Mean over dates of the rank correlation (average ranks) of scores and labels, `[D·N]` both. */
export function meanRankIc(scores: Float32Array, labels: Float32Array, stocks: number): number {
  const dates = scores.length / stocks
  let sum = 0
  for (let t = 0; t < dates; t++) {
    const row = (values: Float32Array) => ranksOf(values.subarray(t * stocks, (t + 1) * stocks))
    sum += correlation(row(scores), row(labels))
  }
  return sum / dates
}

/** 0 … n − 1, equal values sharing their mean rank. */
function ranksOf(values: Float32Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b])
  const ranks = new Float64Array(values.length)
  let start = 0
  while (start < order.length) {
    let end = start + 1
    while (end < order.length && values[order[end]] === values[order[start]]) end++
    for (let at = start; at < end; at++) ranks[order[at]] = (start + end - 1) / 2
    start = end
  }
  return ranks
}

function correlation(a: Float64Array, b: Float64Array): number {
  const middle = (a.length - 1) / 2
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - middle) * (b[i] - middle)
    aa += (a[i] - middle) ** 2
    bb += (b[i] - middle) ** 2
  }
  return ab / Math.sqrt(aa * bb)
}
