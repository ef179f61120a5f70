import {
  calendarOf,
  previousSession,
  sessionsBetween,
} from '../../../src/data/calendar/calendar.js'
import { folderSource } from '../../../src/data/inbox/folder.js'
import { isRemote, remoteSource } from '../../../src/data/inbox/remote.js'
import type { FileSource } from '../../../src/data/inbox/source.js'
import { addDays, toIsoDate } from '../../../src/lib/dates.js'
import { datasetByName } from '../../../src/store/datasets.js'
import type { Session } from '../../session/session.js'
import { readSettings, type Settings } from '../../session/settings.js'
import type { InboxOutcome } from './inbox-outcome.js'
import { ingestInbox } from './ingest-inbox.js'

export interface WatchedOptions {
  /** Files with later dates wait: the date of the tick. */
  readonly date?: string
  readonly signal?: AbortSignal
  /** Settings to use instead of `residua.config.json`. */
  readonly settings?: Settings
}

/** How many stored dates are requested again from an address, as files may be corrected. */
const REQUESTED_AGAIN = 5

/** Ingests the files of `inbox.source`; null where none is configured. */
export async function ingestWatched(
  session: Session,
  { date, signal = session.signal, settings = readSettings() }: WatchedOptions = {},
): Promise<InboxOutcome | null> {
  const { source: place, settleSeconds, ...inbox } = settings.inbox ?? {}
  if (place === undefined) return null
  const dataset = inbox.dataset ?? settings.dataset
  const source = isRemote(place)
    ? await remote(session, place, { dataset, date })
    : folderSource(place, {
        settleMs: settleSeconds === undefined ? undefined : 1000 * settleSeconds,
      })
  const { columns: mapping, ...format } = settings.ingest ?? {}
  const { minCoverage, maxFileMegabytes } = inbox
  const reading = { mapping, format, minCoverage, maxFileMegabytes }
  return ingestInbox({ ...session, signal }, { source, dataset, date, ...reading })
}

async function remote(
  { db, config }: Session,
  place: string,
  { dataset, date = toIsoDate(Date.now()) }: { dataset?: string; date?: string },
): Promise<FileSource> {
  const { lastDate, ...stored } = await datasetByName(db, dataset)
  const calendar = calendarOf(stored.calendar)
  let from = addDays(lastDate, 1)
  for (let k = 0; k < REQUESTED_AGAIN; k++) from = previousSession(calendar, from)
  return remoteSource(place, { s3: config.s3, dates: sessionsBetween(calendar, from, date) })
}
