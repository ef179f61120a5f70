import { useState } from 'preact/hooks'
import { ForgetKey } from '../dashboard/frame/forget-key.js'
import { AnswerPane } from './panes/answer-pane.js'
import { QueryPane } from './panes/query-pane.js'
import { SchemaPanel } from './schema/schema-panel.js'
import { StateNotice } from './state-notice.js'
import { SavedMenu } from './tabs/saved-menu.js'
import { TabBar } from './tabs/tab-bar.js'

/** The whole page: open queries, the editor, the answer, and the schema beside them on request. */
export function App() {
  const [withSchema, setWithSchema] = useState(false)
  return (
    <>
      <header class="top">
        <a class="brand" href="/" aria-label="Residua, dashboard">
          <img src={ICON} alt="" width="18" height="18" />
          Residua
        </a>
        <h1>Playground</h1>
        <SavedMenu />
        <button type="button" aria-pressed={withSchema} onClick={() => setWithSchema(!withSchema)}>
          Schema
        </button>
        <ForgetKey />
        <a class="out" href="/">
          Dashboard
        </a>
      </header>
      <main id="main" class={withSchema ? 'panes with-schema' : 'panes'}>
        <div class="above">
          <StateNotice />
          <TabBar />
        </div>
        <QueryPane />
        <AnswerPane />
        {withSchema && (
          <section id="schema" class="pane" aria-label="Schema">
            <SchemaPanel />
          </section>
        )}
      </main>
    </>
  )
}

/** In the head of the page; the build gives it its name. */
const ICON = document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href
