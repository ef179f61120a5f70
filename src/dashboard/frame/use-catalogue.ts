import { useEffect, useRef } from 'preact/hooks'
import type { Reported } from '../api/errors.js'
import { Catalogue, type CatalogueQuery } from '../api/operations.js'
import { isLocked, version } from '../api/session.js'
import { useAnswer } from '../api/use-answers.js'

export interface CatalogueState {
  /** What there is; undefined before it is known, and where a key is needed. */
  readonly catalogue: CatalogueQuery | undefined
  readonly errors: readonly Reported[]
  readonly busy: boolean
  readonly locked: boolean
  /** The dataset that was asked for, where there is none of that name. */
  readonly unknownDataset: string | undefined
}

/** What there is of a dataset; of the default one, where there is none of that name. */
export function useCatalogue(dataset: string | undefined): CatalogueState {
  const asked = useAnswer(Catalogue, { dataset })
  const isUnknown =
    dataset !== undefined && asked.errors.some(({ message }) => message.startsWith('dataset:'))
  const byDefault = useAnswer(Catalogue, isUnknown ? {} : null)
  const { data, errors, busy } = isUnknown ? byDefault : asked
  const refused = useRef<readonly Reported[]>([])
  if (!busy) refused.current = isLocked(errors) ? errors : []
  const locked = refused.current.length > 0

  useEffect(() => {
    if (data && !locked) version.value = data.dataVersion.version
  }, [data, locked])
  return {
    catalogue: locked ? undefined : data,
    errors: locked ? refused.current : errors,
    busy,
    locked,
    unknownDataset: isUnknown ? dataset : undefined,
  }
}
