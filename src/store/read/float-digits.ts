/**
 * The elements of a one-dimensional array of floats as JavaScript writes them (Postgres turns to
 * exponents sooner), without a way through numbers where the digits agree. NULL, NaN and infinities
 * are null.
 */
export function digitsOf(arrayText: string): (string | null)[] {
  const start = arrayText.indexOf('{') + 1
  if (start === arrayText.length - 1) return []
  const elements: (string | null)[] = arrayText.slice(start, -1).split(',')
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i] as string
    if (isPlain(element)) continue
    const value = Number(element)
    elements[i] = Number.isFinite(value) ? String(value) : null
  }
  return elements
}

const [E, N, I] = ['e', 'N', 'I'].map((letter) => letter.charCodeAt(0))

/** Whether the digits stand as they are: no exponent (`e-05`), no word, no negative zero. */
function isPlain(element: string): boolean {
  const first = element.charCodeAt(0)
  if (first === N || first === I || element === '-0' || element === '-Infinity') return false
  return element.charCodeAt(element.length - 4) !== E
}
