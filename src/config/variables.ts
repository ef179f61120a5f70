import { UserError } from '../lib/errors.js'
import { didYouMean } from '../lib/nearest-name.js'

/** Environment variables by name. An empty one counts as unset. */
export type Env = Readonly<Record<string, string | undefined>>

export function oneOf<T extends string, O extends T | null>(
  env: Env,
  name: string,
  { choices, otherwise }: { readonly choices: readonly T[]; readonly otherwise: O },
): T | O {
  const value = env[name]
  if (!value) return otherwise
  const found = choices.find((choice) => choice === value)
  if (found) return found
  throw new UserError(
    `${name}=${value} is unknown: write one of ${choices.join(', ')}${didYouMean(value, choices)}`,
  )
}

/** `on` or `off`; on by default. */
export function isOn(env: Env, name: string): boolean {
  return oneOf(env, name, { choices: ['on', 'off'], otherwise: 'on' }) === 'on'
}

export function positive(env: Env, name: string, otherwise: number): number {
  const value = env[name]
  if (!value) return otherwise
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UserError(`${name}=${value} is not a limit: write a whole number from 1 to 999999999`)
}

/** `8G`, `512M`: powers of 1024. */
export function bytes(env: Env, name: string): number | null {
  const value = env[name]
  if (!value) return null
  const [, number, unit] = /^([1-9]\d{0,5})([MG])i?B?$/i.exec(value) ?? []
  if (number && unit) return Number(number) * (unit.toUpperCase() === 'G' ? 2 ** 30 : 2 ** 20)
  throw new UserError(`${name}=${value} is not an amount of memory: write 8G or 512M`)
}
