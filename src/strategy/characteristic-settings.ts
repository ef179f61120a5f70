import { z } from 'zod'
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

/** What a strategy's settings ask for, of any that has these; nothing where it has none. */
export function selectionOf(
  config: object,
): { readonly include: readonly string[]; readonly exclude: readonly string[] } | undefined {
  const parsed = z.object(characteristicSettings).safeParse(config)
  if (!('characteristics' in config) || !parsed.success) return undefined
  const { characteristics: include, withoutCharacteristics: exclude } = parsed.data
  return { include, exclude }
}
