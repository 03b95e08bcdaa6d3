export { ServiceConfig } from './config.ts';
export { LOGGER, type RunningService, runService, type ServiceDefinition, startService } from './start-service.ts';
export { Terms } from './terms.ts';
export { type DueItem, type DueWork, Timers } from './timers.ts';
