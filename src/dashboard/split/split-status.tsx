import type { Split } from '../lineup/lineup.js'

/** Whether a split is published; its failure or warnings; whether it is live. */
export function SplitStatus({ split }: { readonly split: Split }) {
  const { status, failure, warnings, live, nextDate } = split
  if (status === 'FAILED') {
    return (
      <span class="status failed" title={failure ?? undefined}>
        failed: {failure}
      </span>
    )
  }
  return (
    <>
      <span class={`status ${status.toLowerCase()}`}>{status.toLowerCase()}</span>
      {warnings.length > 0 && (
        <span class="status" title={warnings.join(' ')}>
          {' '}
          warning
        </span>
      )}
      {live && (
        <span class="status live" title={`Next date ${nextDate}`}>
          live
        </span>
      )}
    </>
  )
}
