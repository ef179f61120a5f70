import { InvalidArgumentError } from 'commander'
import { didYouMean } from '../../src/lib/nearest-name.js'

/** A whole number of at least 0. */
export function natural(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is not a whole number.')
  return Number(text)
}

/** A whole number of at least 1. */
export function positive(text: string): number {
  const number = natural(text)
  if (number < 1) throw new InvalidArgumentError('It must be at least 1.')
  return number
}

/** One of the names; what it is not, and which of them may have been meant. */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text)
    if (found) return found
    throw new InvalidArgumentError(`It is none of ${names.join(', ')}${didYouMean(text, names)}`)
  }
}
