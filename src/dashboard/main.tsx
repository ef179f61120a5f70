import { render } from 'preact'
import { followHash } from './address/current.js'
import { shareKey } from './api/key.js'
import { App } from './frame/app.js'

const root = document.getElementById('app')
if (root) {
  shareKey()
  followHash()
  root.replaceChildren()
  render(<App />, root)
}
