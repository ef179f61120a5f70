import type { VersionFragment } from '../api/operations.js'
import { away } from '../api/session.js'
import { plural } from '../text/format.js'

interface DataVersionProps {
  readonly latest: VersionFragment | undefined
  readonly locked: boolean
}

/** The data version on show and its age; or that the API is away, or locked. */
export function DataVersion({ latest, locked }: DataVersionProps) {
  const published = latest?.publishedAt && new Date(latest.publishedAt).toLocaleString()
  return (
    <p
      id="data-version"
      class={away.value ? 'version away' : 'version'}
      role="status"
      title={published ? `Published ${published}` : undefined}
    >
      {away.value ? 'API away, trying again' : locked ? 'locked' : latest && words(latest)}
    </p>
  )
}

function words({ version, latestDate, ageTradingDays }: VersionFragment) {
  if (version === 0) return 'nothing published'
  return (
    <>
      <span>version {version}</span>
      {latestDate && <span>data to {latestDate}</span>}
      {ageTradingDays !== null && ageTradingDays > 0 && (
        <span>{plural(ageTradingDays, 'trading day')} old</span>
      )}
    </>
  )
}
