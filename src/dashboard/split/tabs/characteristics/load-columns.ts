import type { CharacteristicsQuery } from '../../../api/operations.js'
import type { Column } from '../../../parts/column.js'

type Factors = NonNullable<CharacteristicsQuery['split']>['factors']
type Load = Factors[number]['characteristics'][number] & { readonly factor: number }

/** A row for each factor and characteristic. */
export function loadsOf(factors: Factors): Load[] {
  return factors.flatMap(({ index, characteristics }) =>
    characteristics.map((load) => ({ ...load, factor: index })),
  )
}

export const LOAD_COLUMNS: readonly Column<Load>[] = [
  { label: 'Factor', name: 'factor', value: ({ factor }) => factor },
  { label: 'Group', name: 'group', value: ({ group }) => group },
  { label: 'Characteristic', name: 'characteristic', value: ({ name }) => name },
  { label: 'Load', name: 'load', value: ({ value }) => value },
]
