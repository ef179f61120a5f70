import type { Split } from '../lineup/lineup.js'

/** Why a split has no results, and what to do. */
export function FailureNotice({ split: { name, failure } }: { readonly split: Split }) {
  return (
    <div class="notice bad">
      <p>
        <strong>{name} failed. </strong>
        {failure}
      </p>
      <p class="dim">
        It is a gap in the curve. Run the backtest again: only what is missing is computed.
      </p>
    </div>
  )
}

/** What to know before trusting the split. */
export function WarningNotice({ split: { warnings } }: { readonly split: Split }) {
  if (warnings.length === 0) return null
  return (
    <div class="notice" role="status" id="split-warnings">
      {warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </div>
  )
}
