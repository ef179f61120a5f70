import { useState } from 'preact/hooks'
import { go } from '../address/current.js'
import { linesOf, parsePositions, writtenPositions } from './positions.js'

/** A link holds about so many positions; more are cut by some programs. */
const MOST = 400

interface PortfolioFormProps {
  /** The positions of the link. */
  readonly written: string
  /** What of them could not be read. */
  readonly rejected: readonly string[]
}

/** A field for positions, a line each, or a file of them. */
export function PortfolioForm({ written, rejected }: PortfolioFormProps) {
  const [text, setText] = useState(linesOf(written))
  const [wrong, setWrong] = useState(rejected)
  const submit = (event: Event) => {
    event.preventDefault()
    const parsed = parsePositions(text)
    const reasons = [...parsed.wrong]
    if (parsed.positions.length === 0) reasons.push('There is no position to hedge.')
    if (parsed.positions.length > MOST)
      reasons.push(`These are more than ${MOST} positions: use the API.`)
    setWrong(reasons)
    if (reasons.length === 0) go({ positions: writtenPositions(parsed.positions) })
  }
  return (
    <form class="portfolio" onSubmit={submit}>
      <label for="positions">Positions: symbol and weight, a line each</label>
      <textarea
        id="positions"
        rows={8}
        spellcheck={false}
        placeholder={'AAPL, 0.10\nMSFT, -5 %'}
        value={text}
        aria-invalid={wrong.length > 0 ? 'true' : undefined}
        aria-describedby={wrong.length > 0 ? 'positions-wrong' : undefined}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {wrong.length > 0 && (
        <div class="wrong" id="positions-wrong" role="alert">
          {wrong.slice(0, 5).map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </div>
      )}
      <p class="controls">
        <button type="submit">Hedge</button>
        <label class="field">
          or a file{' '}
          <input
            type="file"
            id="positions-file"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={({ currentTarget }) => void currentTarget.files?.[0]?.text().then(setText)}
          />
        </label>
      </p>
    </form>
  )
}
