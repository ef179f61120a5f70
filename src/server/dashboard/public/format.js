const ABSENT = '–'
const MINUS = '−'

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value)

/** `-0.123` → `−0.12`; a value that rounds to zero has no sign. */
export function fixed(value, digits = 2) {
  if (!isNumber(value)) return ABSENT
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}

/** `0.0123` → `1.2 %`. */
export function percent(value, digits = 1) {
  return isNumber(value) ? `${fixed(value * 100, digits)}\u202f%` : ABSENT
}

/** `0.0123` → `+1.2 %`. */
export function signedPercent(value, digits = 1) {
  return withPlus(percent(value, digits), value)
}

export function signedFixed(value, digits = 2) {
  return withPlus(fixed(value, digits), value)
}

function withPlus(text, value) {
  return isNumber(value) && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

export function count(value) {
  return isNumber(value) ? (value < 0 ? MINUS : '') + grouped.format(Math.abs(value)) : ABSENT
}

/** `47.03` → `47.0 bp`. */
export function basisPoints(value, digits = 1) {
  return isNumber(value) ? `${fixed(value, digits)}\u202fbp` : ABSENT
}

/** `92` → `1 min 32 s`. */
export function seconds(value) {
  if (!isNumber(value)) return ABSENT
  if (value < 60) return `${value.toFixed(1)}\u202fs`
  const whole = Math.round(value)
  return `${Math.floor(whole / 60)}\u202fmin ${whole % 60}\u202fs`
}

export function text(value) {
  return value === null || value === undefined || value === '' ? ABSENT : String(value)
}

/** `1 split`, `3 splits`. */
export function plural(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`
}
