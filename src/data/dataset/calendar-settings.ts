import { canonicalJson, sha256 } from '../../lib/hash.js'
import type { CalendarRule } from '../calendar/calendar.js'
import { SESSION_COVERAGE } from '../stray-dates.js'
import type { DatasetManifest } from './folder.js'

/** What a user may say about the sessions of a dataset; absent: as it was, or inferred. */
export interface CalendarSettings {
  readonly calendar?: CalendarRule
  readonly sessionCoverage?: number
}

/** The hash of a dataset's content; a calendar or coverage that the user named is part of it. */
export function hashWith(
  hash: string,
  { calendar, sessionCoverage: coverage = SESSION_COVERAGE }: CalendarSettings,
): string {
  if (calendar === undefined && coverage === SESSION_COVERAGE) return hash
  return sha256(canonicalJson({ hash, calendar: calendar ?? null, coverage }))
}

/** Whether the settings name another calendar or coverage than those of the dataset. */
export function changesCalendar(
  manifest: Pick<DatasetManifest, 'calendar' | 'sessionCoverage'>,
  { calendar, sessionCoverage }: CalendarSettings,
): boolean {
  const isOther =
    calendar !== undefined && canonicalJson(calendar) !== canonicalJson(manifest.calendar ?? null)
  const known = manifest.sessionCoverage ?? SESSION_COVERAGE
  return isOther || (sessionCoverage !== undefined && sessionCoverage !== known)
}

/** The settings of a manifest, for its next version. */
export function settingsOf(
  { calendar, sessionCoverage }: Pick<DatasetManifest, 'calendar' | 'sessionCoverage'>,
  given: CalendarSettings,
): CalendarSettings {
  const named = calendar?.named ? calendar : undefined
  return {
    calendar: given.calendar ?? named,
    sessionCoverage: given.sessionCoverage ?? sessionCoverage,
  }
}
