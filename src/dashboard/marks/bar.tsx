interface BarProps {
  readonly value: number | null | undefined
  /** The value of a full bar. */
  readonly limit: number
}

/** A bar from the left, as long as `value / limit`. Decoration: the number always stands beside it. */
export function Bar({ value, limit }: BarProps) {
  return (
    <span class="bar" aria-hidden="true">
      <Filled value={value} limit={limit} />
    </span>
  )
}

/** A bar from the middle to the right (positive) or left (negative). */
export function SignedBar({ value, limit }: BarProps) {
  return (
    <span class="bar signed" aria-hidden="true">
      <Filled value={value} limit={limit} />
    </span>
  )
}

function Filled({ value, limit }: BarProps) {
  const share = limit > 0 ? Math.min(1, Math.abs(value ?? 0) / limit) : 0
  return <i class={(value ?? 0) < 0 ? 'neg' : 'pos'} style={{ '--share': share }} />
}
