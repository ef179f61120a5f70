import { useState } from 'preact/hooks'
import { typesWith } from './described.js'
import { schema } from './session.js'
import { TypePanel } from './type-panel.js'

const ROOT = 'Query'

/** The schema: a type with its fields, and a search over all of them. */
export function SchemaPanel() {
  const [words, setWords] = useState('')
  const [name, setName] = useState(ROOT)
  const served = schema.value
  if (!served) return <p class="dim waiting">The API has not described its schema.</p>
  const type = served.getType(name) ?? served.getQueryType()
  const found = words === '' ? [] : typesWith(served, words)
  const open = (next: string) => {
    setName(next)
    setWords('')
  }
  return (
    <>
      <label class="field search">
        Find{' '}
        <input
          type="search"
          value={words}
          placeholder="type or field"
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
        />
      </label>
      {words !== '' && (
        <ul class="types" aria-label="Types found">
          {found.map((each) => (
            <li key={each.name}>
              <button type="button" class="quiet" onClick={() => open(each.name)}>
                {each.name}
              </button>
            </li>
          ))}
          {found.length === 0 && <li class="dim">Nothing has this name.</li>}
        </ul>
      )}
      {words === '' && name !== ROOT && (
        <button type="button" class="quiet" onClick={() => open(ROOT)}>
          ← {ROOT}
        </button>
      )}
      {words === '' && type && <TypePanel type={type} onOpen={open} />}
    </>
  )
}
