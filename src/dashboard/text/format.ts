export const ABSENT = '–'
const MINUS = '−'

/** A number that may be missing. */
export type Maybe = number | null | undefined

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

const isNumber = (value: Maybe): value is number =>
  typeof value === 'number' && Number.isFinite(value)

/** `-0.123` → `−0.12`; a value that rounds to zero has no sign. */
export function fixed(value: Maybe, digits = 2): string {
  if (!isNumber(value)) return ABSENT
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}

/** `0.0123` → `1.2 %`. */
export function percent(value: Maybe, digits = 1): string {
  return isNumber(value) ? `${fixed(value * 100, digits)}\u202f%` : ABSENT
}

/** `0.0123` → `+1.2 %`. */
export function signedPercent(value: Maybe, digits = 1): string {
  return withPlus(percent(value, digits), value)
}

export function signedFixed(value: Maybe, digits = 2): string {
  return withPlus(fixed(value, digits), value)
}

function withPlus(text: string, value: Maybe): string {
  return isNumber(value) && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

export function count(value: Maybe): string {
  return isNumber(value) ? (value < 0 ? MINUS : '') + grouped.format(Math.abs(value)) : ABSENT
}

/** `47.03` → `47.0 bp`. */
export function basisPoints(value: Maybe, digits = 1): string {
  return isNumber(value) ? `${fixed(value, digits)}\u202fbp` : ABSENT
}

const SIZES = [
  [1e9, 'bn'],
  [1e6, 'm'],
  [1e3, 'k'],
] as const

/** `3000000` → `3 m`, `4.7e7` → `47 m`. */
export function amount(value: Maybe): string {
  if (!isNumber(value)) return ABSENT
  const [size, unit] = SIZES.find(([least]) => value >= least) ?? [1, '']
  const text = Number((value / size).toPrecision(3)).toString()
  return unit === '' ? text : `${text}\u202f${unit}`
}

/** `92` → `1 min 32 s`. */
export function seconds(value: Maybe): string {
  if (!isNumber(value)) return ABSENT
  if (value < 60) return `${value.toFixed(1)}\u202fs`
  const whole = Math.round(value)
  return `${Math.floor(whole / 60)}\u202fmin ${whole % 60}\u202fs`
}

export function text(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? ABSENT : String(value)
}

/** `1 split`, `3 splits`. */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`
}

/** `0.41` and its standard error, where it is known: `0.41 ± 0.28`. */
export function withError(value: Maybe, error: Maybe, digits = 2): string {
  if (!isNumber(error)) return fixed(value, digits)
  return `${fixed(value, digits)} ±\u202f${fixed(error, digits)}`
}
