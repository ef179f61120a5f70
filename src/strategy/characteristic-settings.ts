import { z } from 'zod'
import type { CharacteristicSelection } from '../characteristics/selection.js'
import { setting } from '../lib/settings.js'

const names = () => z.array(z.string().min(1))

/** Which characteristics a strategy sees; for the schemas of those that see any. */
export const characteristicSettings = {
  characteristics: setting(names().min(1).default(['standard']), {
    description:
      'names, groups (`past returns`, `trading frictions`, `sector`, your own) or sets: `standard`, or `extended` with what can be had of the paper’s beside them',
    source: 'recipe; the paper has 39, of which 17 need price and volume alone',
    later: true,
  }),
  withoutCharacteristics: setting(names().default([]), {
    description: 'names or groups dropped from them',
    source: 'paper, table 3',
    later: true,
  }),
}

export type CharacteristicSettings = z.output<z.ZodObject<typeof characteristicSettings>>

export function selectionOf(config: CharacteristicSettings): CharacteristicSelection {
  return { include: config.characteristics, exclude: config.withoutCharacteristics }
}
