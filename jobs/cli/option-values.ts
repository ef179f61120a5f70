import { InvalidArgumentError } from 'commander'

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
