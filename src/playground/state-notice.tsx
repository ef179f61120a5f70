import { KeyForm } from '../dashboard/frame/key-form.js'
import { away, checking, empty, refused } from './schema/session.js'

/** What keeps queries from being answered: a key is needed, the API is away, nothing is published. */
export function StateNotice() {
  if (refused.value.length > 0) {
    return <KeyForm errors={refused.value} checking={checking.value} />
  }
  if (away.value) {
    return (
      <p class="notice bad" role="alert">
        The API cannot be reached. Queries are sent again when you run them.
      </p>
    )
  }
  if (!empty.value) return null
  return (
    <p class="notice" role="status">
      Nothing is published yet, so most queries are answered with empty lists. Run{' '}
      <code>npx residua ingest</code> and <code>npx residua backtest</code>, or{' '}
      <code>npm run demo</code> for a sample market.
    </p>
  )
}
