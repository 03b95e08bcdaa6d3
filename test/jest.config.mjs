/**
 * Jest for every `*.spec.ts` of the repository. SWC strips the types (the compiler's own API is not needed), packages of
 * the workspace are read from their sources through the `@scrip/source` condition, so no build is needed before a test.
 */
export default {
  rootDir: '..',
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/deploy', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/jest.setup.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
          keepClassNames: true,
        },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['@scrip/source', 'node', 'node-addons'] },
  // Two workers, for the two cores that the smallest supported machine has.
  maxWorkers: 2,
  // The first hook that asks for the shared parts waits for a broker and a database to start, on a busy machine. A test that
  // is only slow shows in the list of slowest files.
  testTimeout: 60_000,
};
