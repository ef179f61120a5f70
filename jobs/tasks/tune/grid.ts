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

/** Trials to compare with the defaults where no file is given: single changes, then pairs (decision 0015). */
export function defaultGrid(strategy: string): Trial[] {
  const trials = DEFAULT_GRIDS[strategy]
  if (trials) return [...trials]
  throw new UserError(
    `there is no default grid for ${strategy}: name a file, --grid grid.json; ` +
      `have: ${Object.keys(DEFAULT_GRIDS).join(', ')}`,
  )
}

const DEFAULT_GRIDS: Readonly<Record<string, readonly Trial[]>> = {
  'attention-longconv': [
    { name: 'default', settings: {} },
    ...[3, 5, 15, 30].map((factorCount) => ({
      name: `K ${factorCount}`,
      settings: { factorCount },
    })),
    { name: '30 epochs', settings: { epochs: 30 } },
    ...[1, 3].map((trainingCostMultiple) => ({
      name: `costs × ${trainingCostMultiple}`,
      settings: { trainingCostMultiple },
    })),
    { name: 'trained at lag 1', settings: { trainingLag: 1 } },
    { name: 'weekly', settings: { rebalance: 'W' } },
    { name: 'half speed', settings: { tradeSpeed: 0.5 } },
    { name: 'plain loss', settings: { hedgedLoss: false } },
    { name: 'more characteristics', settings: { characteristics: ['extended'] } },
    { name: '4 seeds', settings: {}, seeds: 4 },
    { name: 'K 3, costs × 3', settings: { factorCount: 3, trainingCostMultiple: 3 } },
    { name: 'K 3, trained at lag 1', settings: { factorCount: 3, trainingLag: 1 } },
    { name: '30 epochs, K 5', settings: { epochs: 30, factorCount: 5 } },
    { name: '30 epochs, weekly', settings: { epochs: 30, rebalance: 'W' } },
    { name: '30 epochs, 4 seeds', settings: { epochs: 30 }, seeds: 4 },
  ],
  'pca-ou': [
    { name: 'default', settings: {} },
    ...[1, 3, 5, 15, 30].map((factorCount) => ({
      name: `K ${factorCount}`,
      settings: { factorCount },
    })),
    { name: 'until exit', settings: { memory: true } },
    { name: 'entry 1.5', settings: { entry: 1.5 } },
  ],
}
