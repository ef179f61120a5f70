/** Coefficients of Wichura's AS 241 (1988), highest power last. */
const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852546,
  ],
] as const
const TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const

/**
 * Normal quantile Φ⁻¹(p) after AS 241, for p in (e⁻²⁵, 1 − e⁻²⁵): only + − × ÷ √, which IEEE 754
 * rounds one way everywhere (Math.log and Math.cos are not so bound).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(CENTRE[0], r)) / polynomial(CENTRE[1], r)
  }
  const r = Math.sqrt(-logarithm(q < 0 ? p : 1 - p)) - 1.6
  const quantile = polynomial(TAIL[0], r) / polynomial(TAIL[1], r)
  return q < 0 ? -quantile : quantile
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0)
}

/** ln x for x in (0, 1]: `ln(m 2⁻ᵉ) = 2 artanh((m − 1)/(m + 1)) − e ln 2`, m in [½√2, √2]. */
function logarithm(x: number): number {
  let mantissa = x
  let halvings = 0
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2
    halvings++
  }
  const z = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let power = 21; power >= 1; power -= 2) sum = sum * z * z + 1 / power
  return 2 * z * sum - halvings * Math.LN2
}
