/** Every float32 in the normal range keeps a decimal of so many digits, and is named by so many. */
const [KEPT, ENOUGH] = [6, 9]

/** The fewest decimal digits that name the float32 next to a number, as JavaScript writes them. */
export function float32Digits(value: number): string {
  const rounded = Math.fround(value)
  for (let digits = KEPT; digits < ENOUGH; digits++) {
    const decimal = Number(rounded.toPrecision(digits))
    if (Math.fround(decimal) === rounded) return String(decimal)
  }
  return String(Number(rounded.toPrecision(ENOUGH)))
}
