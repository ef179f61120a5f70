import { configDefaults, defineConfig } from 'vitest/config'

// Builds an image, as root: `npm run test:deploy`.
const IMAGE = process.env.RESIDUA_DEPLOY ? [] : ['test/deploy/image.test.ts']

/** Unit tests of rooms that hold tensors: they count them, and set TensorFlow's backend. */
const WITH_TENSORS = '{agent,bench,model,policy,portfolio,residuals,strategy,tensor,training}'

/** Unit tests that leave nothing behind share the modules of their worker: a third of the time. */
const SHARED = 'test/unit/*/**/*.test.ts'
const ISOLATED_UNIT = `test/unit/${WITH_TENSORS}/**`

export default defineConfig({
  // graphql ships CommonJS and ES builds; every importer must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  oxc: { decorator: { legacy: true } },
  test: {
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: [SHARED],
          exclude: [...configDefaults.exclude, ISOLATED_UNIT],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/{*,!(unit)/**/*,unit/*}.test.ts', `${ISOLATED_UNIT}/*.test.ts`],
          exclude: [...configDefaults.exclude, ...IMAGE],
        },
      },
    ],
  },
})
