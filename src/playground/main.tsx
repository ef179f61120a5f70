import { render } from 'preact'
import { shareKey } from '../dashboard/api/key.js'
import { App } from './app.js'
import { followSession } from './schema/session.js'
import { openLink } from './tabs/link.js'
import { saveTabs } from './tabs/stored.js'

const root = document.getElementById('app')
if (root) {
  shareKey()
  openLink()
  addEventListener('hashchange', openLink)
  saveTabs()
  followSession()
  render(<App />, root)
}
