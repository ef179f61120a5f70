import { z } from 'zod'
import { first } from '../../../src/lib/at.js'
import { UserError } from '../../../src/lib/errors.js'

/** One choice of settings to try. */
export interface Trial {
  readonly name: string
  /** What differs from the strategy's defaults. */
  readonly settings: Readonly<Record<string, unknown>>
  /** How many seeds it trains; those of the other trials where left out. */
  readonly seeds?: number
}

const trial = z.strictObject({
  name: z.string().min(1).optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
  seeds: z.int().min(1).optional(),
})
const list = z.array(trial).min(1)
const product = z.record(z.string(), z.array(z.unknown()).min(1))

/**
 * Trials of a grid file: a list of `{ name?, settings, seeds? }`, or every combination of
 * `{ key: [values …] }`.
 */
export function parseGrid(json: unknown, path: string): Trial[] {
  const parsed = Array.isArray(json) ? list.safeParse(json) : product.safeParse(json)
  if (!parsed.success) {
    const issue = first(parsed.error.issues)
    throw new UserError(
      `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}; write a list of ` +
        '{ "name", "settings", "seeds" } or { "key": [values] }',
    )
  }
  const trials = Array.isArray(parsed.data) ? parsed.data : combinations(parsed.data)
  return trials.map((each) => ({ ...each, name: each.name ?? nameOf(each.settings) }))
}

function combinations(
  choices: Readonly<Record<string, readonly unknown[]>>,
): z.output<typeof list> {
  return Object.entries(choices).reduce<z.output<typeof list>>(
    (trials, [key, values]) =>
      trials.flatMap(({ settings }) =>
        values.map((value) => ({ settings: { ...settings, [key]: value } })),
      ),
    [{ settings: {} }],
  )
}

function nameOf(settings: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return parts.join(', ') || 'default'
}
