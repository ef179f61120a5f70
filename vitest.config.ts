import { configDefaults, defineConfig } from 'vitest/config'

// Builds an image, as root: `npm run test:deploy`.
const IMAGE = process.env.RESIDUA_DEPLOY ? [] : ['test/deploy/image.test.ts']

/**
 * Tests that share the modules of their worker, which saves a third of the time. A test has modules of its own
 * where it counts tensors or sets TensorFlow's backend, declares a series, or starts a browser.
 */
const SHARED = ['test/unit/*/**/*.test.ts', 'test/{api,jobs,store}/*.test.ts']
const ISOLATED = [
  'test/unit/{agent,bench,model,policy,portfolio,residuals,strategy,tensor,training}/**/*.test.ts',
  'test/store/series.test.ts',
]

export default defineConfig({
  // graphql ships CommonJS and ES builds; every importer must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  oxc: { decorator: { legacy: true } },
  test: {
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Pages and processes show a change when they get to it, later on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // One more than a small machine has cores: tests wait for processes, timers and browsers a third of the time.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: SHARED,
          exclude: [...configDefaults.exclude, ...ISOLATED],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/{*,!(unit|api|jobs|store)/**/*,unit/*}.test.ts', ...ISOLATED],
          exclude: [...configDefaults.exclude, ...IMAGE],
        },
      },
    ],
  },
})
