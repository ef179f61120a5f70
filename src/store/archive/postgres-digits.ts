/** Each float32 of the normal range keeps any decimal of so many digits, and is named by so many. */
const [KEPT, ENOUGH] = [6, 9]
const SMALLEST_NORMAL = 2 ** -126
/** Exponents between which Postgres writes no exponent. */
const [LEAST_PLAIN, FIRST_SCIENTIFIC] = [-4, 6]

/** A `real[]` as Postgres writes it, from its values; NaN is a missing one, `NULL`. */
export function toPostgresArray(values: Float32Array): string {
  return `{${Array.from(values, (value) => (Number.isNaN(value) ? 'NULL' : postgresDigits(value))).join(',')}}`
}

/** A `real` as Postgres writes it: the fewest digits that name it, with an exponent below 1e-4 and from 1e6 on. */
export function postgresDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = shortest(Math.abs(value)).split('e')
  const [digits, exponent] = [mantissa.replace('.', '').replace(/0+$/, ''), Number(power)]
  return (value < 0 ? '-' : '') + placed(digits, exponent)
}

/** The shortest decimal strictly between the midpoints to both neighbours, in exponential form. */
function shortest(value: number): string {
  const [below, above] = midpoints(value)
  const least = value < SMALLEST_NORMAL ? 1 : KEPT
  for (let digits = least; digits < ENOUGH; digits++) {
    const text = value.toExponential(digits - 1)
    const decimal = Number(text)
    if (below < decimal && decimal < above) return text
  }
  return value.toExponential(ENOUGH - 1)
}

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

function midpoints(value: number): [number, number] {
  const neighbour = (step: number) => {
    float[0] = value
    bits[0] = (bits[0] ?? 0) + step
    return float[0] ?? value
  }
  return [(neighbour(-1) + value) / 2, (value + neighbour(1)) / 2]
}

function placed(digits: string, exponent: number): string {
  if (exponent < LEAST_PLAIN || exponent >= FIRST_SCIENTIFIC) {
    const [first, rest] = [digits.slice(0, 1), digits.slice(1)]
    const power = String(Math.abs(exponent)).padStart(2, '0')
    return `${first}${rest && `.${rest}`}e${exponent < 0 ? '-' : '+'}${power}`
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = digits.slice(exponent + 1)
  return fraction ? `${whole}.${fraction}` : whole
}
