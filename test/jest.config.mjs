/**
 * Jest for every `*.spec.ts` of the repository. SWC strips the types (the compiler's own API is not needed), packages of
 * the workspace are read from their sources through the `@scrip/source` condition, so no build is needed before a test.
 */
import { join } from 'node:path';

const rootDir = join(import.meta.dirname, '..');

/**
 * Specs that Nest is no part of, since it may not be imported there (.dependency-cruiser.mjs). They are most of all files,
 * and each saves the half second that loading Nest takes.
 */
const WITHOUT_NEST = [
  '/libs/(calendar|contracts|decider|event-store|money|programme|telemetry|testing)/.*\\.spec\\.ts$',
  '/services/.*(\\.(decider|rule|postings|projection)|[/-]postings)\\.spec\\.ts$',
];

const project = {
  rootDir,
  roots: ['libs', 'services', 'deploy', 'test'].map((room) => join(rootDir, room)),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/(libs|services|deploy)/[^/]+/dist/'],
  testEnvironment: 'node',
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
};

export default {
  rootDir,
  projects: [
    { ...project, testRegex: WITHOUT_NEST },
    {
      ...project,
      testRegex: ['\\.spec\\.ts$'],
      testPathIgnorePatterns: [...project.testPathIgnorePatterns, ...WITHOUT_NEST],
      setupFiles: ['<rootDir>/test/jest.setup.mjs'],
    },
  ],
  // Two workers, for the two cores that the smallest supported machine has.
  maxWorkers: 2,
  // Node keeps what a spec has loaded as modules to the end of its process, some 20 MiB a file; one worker for all of them
  // reached the 4 GiB at which V8 gives up. A worker over this is replaced between two files.
  workerIdleMemoryLimit: '1GiB',
  // The first hook that asks for the shared parts waits for a broker and a database to start, on a busy machine. A test that
  // is only slow shows in the list of slowest files.
  testTimeout: 60_000,
};
