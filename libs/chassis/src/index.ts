export { ServiceConfig } from './config.ts';
export { type BirthdaysOptions, HolderBirthdays } from './holder-birthdays.ts';
export { CommandsHttp } from './operations/commands.http.ts';
export { type ServiceIdentity, ServiceTokens, TokenUnavailableError } from './service-tokens.ts';
export { LOGGER, type RunningService, runService, type ServiceDefinition, startService } from './start-service.ts';
export { Terms } from './terms.ts';
export { type DueItem, type DueWork, Timers } from './timers.ts';
