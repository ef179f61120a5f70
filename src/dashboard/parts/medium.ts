import { createContext } from 'preact'

/** What is drawn on: the dashboard's screen, or a page that is read without a script. */
export const Medium = createContext<'screen' | 'page'>('screen')
