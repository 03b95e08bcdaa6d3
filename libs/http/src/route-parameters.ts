/** At boot: which schemas belong to which route, and that no handler takes what nobody has validated. */
import type { INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { CheckedParameter, StandardSchema } from './validation.ts';

/** Where a handler's schemas stand in Fastify's route config. */
const PARAMETERS = 'scripParameters';

const CHECKED: Readonly<Partial<Record<RouteParamtypes, CheckedParameter['from']>>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'params',
};

/** Other ways in, which take no schema here: a handler that needs one reads it from the request, checks it, and says why. */
const UNCHECKED: Readonly<Partial<Record<RouteParamtypes, string>>> = {
  [RouteParamtypes.RAW_BODY]: '@RawBody',
  [RouteParamtypes.HEADERS]: '@Headers',
  [RouteParamtypes.FILE]: '@UploadedFile',
  [RouteParamtypes.FILES]: '@UploadedFiles',
};

/** A handler takes something from the client without a schema. */
export class ParameterUncheckedError extends Error {
  override readonly name = 'ParameterUncheckedError';
}

interface ParameterMetadata {
  readonly index: number;
  readonly data?: unknown;
  readonly schema?: StandardSchema;
}

/**
 * Goes through every HTTP handler of the application and gives its route the schemas of its parameters.
 * @throws ParameterUncheckedError naming each parameter that a client fills and that has no `{ schema }`: Nest would hand
 * it on as it came.
 */
export function attachSchemas(app: INestApplicationContext): void {
  const unchecked: string[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const [name, handler] of handlersOf(metatype.prototype)) {
        unchecked.push(...attachTo(metatype, name, handler));
      }
    }
  }
  if (unchecked.length > 0) throw new ParameterUncheckedError(`without { schema }: ${unchecked.join(', ')}`);
}

function attachTo(controller: { readonly name: string }, method: string, handler: object): string[] {
  const metadata: Record<string, ParameterMetadata> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {};
  const unchecked: string[] = [];
  const parameters: CheckedParameter[] = [];
  // Findings are listed in the order of the handler's parameters.
  const inOrder = Object.entries(metadata).sort(([, a], [, b]) => a.index - b.index);
  for (const [key, { index, data, schema }] of inOrder) {
    const type = Number(key.split(':')[0]) as RouteParamtypes;
    const from = CHECKED[type];
    const place = `${controller.name}.${method} parameter ${index + 1}`;
    if (UNCHECKED[type]) unchecked.push(`${place} (${UNCHECKED[type]})`);
    else if (from && schema) parameters.push({ from, name: typeof data === 'string' ? data : undefined, schema });
    else if (from) unchecked.push(`${place} (${from})`);
  }
  const config: object = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {};
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, [PARAMETERS]: parameters }, handler);
  return unchecked;
}

/** The schemas of a route as Fastify registers it; none for routes that are not Nest's. */
export function parametersOf(config: unknown): readonly CheckedParameter[] {
  const parameters = (config as Readonly<Record<string, unknown>> | undefined)?.[PARAMETERS];
  return (parameters as readonly CheckedParameter[] | undefined) ?? [];
}

/** The methods that answer HTTP requests, inherited ones too. */
function handlersOf(prototype: unknown): Map<string, object> {
  const handlers = new Map<string, object>();
  for (
    let at = prototype;
    typeof at === 'object' && at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value !== 'function' || handlers.has(name)) continue;
      if (Reflect.hasMetadata(METHOD_METADATA, value)) handlers.set(name, value);
    }
  }
  return handlers;
}
