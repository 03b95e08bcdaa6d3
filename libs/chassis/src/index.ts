export { ServiceConfig } from './config.ts';
export { type BirthdaysOptions, HolderBirthdays } from './holder-birthdays.ts';
export { CommandsHttp } from './operations/commands.http.ts';
export { type ServiceIdentity, ServiceTokens, TokenUnavailableError } from './service-tokens.ts';
export { LOGGER, type RunningService, runService, type ServiceDefinition, startService } from './start-service.ts';
export { Terms } from './terms.ts';
export { type DueItem, type DueWork, Timers } from './timers.ts';
export {
  cancelWhatIf,
  draftField,
  readWhatIf,
  takeWhatIf,
  whatIfListQuery,
  whatIfPage,
  whatIfParam,
  whatIfShape,
} from './what-if/what-if-answers.ts';
export { WhatIfJobs } from './what-if/what-if-jobs.ts';
export type { SpanNames, Tell, TrialRun, WhatIfTrial } from './what-if/what-if-trial.ts';
export type { WhatIfView } from './what-if/what-if-view.ts';
