import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { currentQueries } from './src/dashboard/build/current-queries.js'
import { playgroundFiles } from './src/dashboard/build/playground-files.js'
import { precompressed } from './src/dashboard/build/precompressed.js'

const inPackage = (page: string) => fileURLToPath(new URL(`./dist/public/${page}`, import.meta.url))

/** The dashboard, built into the package: `dist/public/dashboard`, served by src/server/dashboard. */
export default defineConfig({
  root: fileURLToPath(new URL('./src/dashboard', import.meta.url)),
  base: '/dashboard/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [currentQueries(), precompressed(), playgroundFiles(inPackage('playground'))],
  build: {
    outDir: inPackage('dashboard'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
})
