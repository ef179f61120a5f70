import type { z } from 'zod'
import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import type { DateRange } from '../../results.js'
import { medianUniverse } from '../universe.js'

/** Loadings see no more dates than the window behind the factors, and all of them by default. */
export function withLoadingWindow<Shape extends z.ZodObject>(schema: Shape): Shape {
  return schema.refine(
    (config) => {
      const { loadingWindow = 0, window } = config as { loadingWindow?: number; window: number }
      return loadingWindow <= window
    },
    { path: ['loadingWindow'], error: 'loadings cannot see more dates than the window holds' },
  )
}

/** As many factors as assets explain every return: nothing is left to trade. */
export function assertResidualsLeft(
  view: MarketView,
  { from, to }: DateRange,
  { factorCount }: { readonly factorCount: number },
): void {
  const assetCount = medianUniverse(view, { from, to })
  if (factorCount < assetCount) return
  throw new UserError(
    `factorCount ${factorCount} leaves no residuals to trade: the median universe of ` +
      `${from} to ${to} holds ${assetCount} assets; set factorCount below that, or use a dataset ` +
      'with more assets',
  )
}
