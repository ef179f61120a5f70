import { XNYS } from '../../src/data/calendar/calendar.js'
import { findDataset } from '../../src/store/datasets.js'
import type { FindCalendar } from '../schedule/on-calendar.js'
import type { Db } from '../session/session.js'

/** The calendar of the dataset that an entry names, or else of `dataset` or the default one. */
export function datasetCalendar(db: Db, dataset?: string): FindCalendar {
  return async ({ options }) => {
    const named = typeof options.dataset === 'string' ? options.dataset : dataset
    return (await findDataset(db, named))?.calendar ?? XNYS
  }
}
