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
function postgresDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = shortest(Math.abs(value)).split('e')
  const [digits, exponent] = [mantissa.replace('.', '').replace(/0+$/, ''), Number(power)]
  return (value < 0 ? '-' : '') + placed(digits, exponent)
}

/** The shortest decimal strictly between the midpoints to both neighbours, in exponential form. */
function shortest(value: number): string {
  const [below, above] = midpoints(value)
  // Below a power of two the next float is half as far as above it: the nearest decimal may be too low.
  const uneven = value - below < above - value
  const least = value < SMALLEST_NORMAL || uneven ? 1 : KEPT
  for (let digits = least; digits < ENOUGH; digits++) {
    const nearest = rounded(value, digits)
    const found = [nearest, ...(uneven ? [following(nearest)] : [])].find((text) => {
      const decimal = Number(text)
      return below < decimal && decimal < above
    })
    if (found !== undefined) return found
  }
  return rounded(value, ENOUGH)
}

/** The next decimal with as many digits. */
function following(text: string): string {
  const [mantissa = '', power] = text.split('e')
  const digits = mantissa.replace('.', '').length
  return `${(Number(mantissa) + 10 ** (1 - digits)).toFixed(digits - 1)}e${power}`
}

/** More digits than any float32 has. */
const ALL_DIGITS = 100

/** So many digits of a value, in exponential form; halfway between two, the even one (JavaScript takes the larger). */
function rounded(value: number, digits: number): string {
  const text = value.toExponential(digits - 1)
  if (!value.toExponential(digits).includes('5e')) return text
  const [mantissa = '', power] = value.toExponential(ALL_DIGITS).split('e')
  const exact = mantissa.replace('.', '').replace(/0+$/, '')
  if (exact.length !== digits + 1) return text
  const [upper = ''] = text.split('e')
  const last = Number(upper.at(-1))
  return last % 2 === 0 ? text : `${upper.slice(0, -1)}${last - 1}e${power}`
}

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

function midpoints(value: number): [number, number] {
  const neighbour = (step: number) => {
    float[0] = value
    bits[0] = (bits[0] ?? 0) + step
    return float[0] ?? value
  }
  const [below, next] = [(neighbour(-1) + value) / 2, neighbour(1)]
  return [below, next === Number.POSITIVE_INFINITY ? 2 * value - below : (value + next) / 2]
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
