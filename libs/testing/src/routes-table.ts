/** The routes of a service as a table: method and path, scope, what it is for, and its refusals in the order tried. */
import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { ACCESS, type Access } from '@scrip/http';

/** A route as its decorators declare it; what they do not say is ''. */
export interface Route {
  /** Method and path, such as `POST /ledger/v1/wallets`. */
  readonly route: string;
  /** In Markdown; `everybody` where no token is needed. */
  readonly scope: string;
  readonly purpose: string;
  /** In the order tried. */
  readonly refusals: string;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
}

/** Where Nest and its modules keep what decorators say. */
const PATH = 'path';
const METHOD = 'method';
const OPERATION = 'swagger/apiOperation';
const ROUTE_CONFIG = '__fastify_route_config__';

/** The routes of a module's own controllers: commands before queries, each by path. */
export function routesOf(module: Type): readonly Route[] {
  const controllers: readonly Type[] = Reflect.getMetadata('controllers', module) ?? [];
  const found = controllers.flatMap(routesOfController).toSorted((a, b) => compare(a.order, b.order));
  return found.map(({ route }) => route);
}

/** The routes as a table in Markdown. */
export function routesTable(module: Type): string {
  return [
    '| route | scope | | refusals, in the order tried |',
    '| --- | --- | --- | --- |',
    ...routesOf(module).map(
      ({ route, scope, purpose, refusals }) => `| \`${route}\` | ${scope} | ${purpose} | ${refusals} |`,
    ),
  ].join('\n');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function routesOfController(controller: Type): readonly { readonly order: string; readonly route: Route }[] {
  const base: string = Reflect.getMetadata(PATH, controller) ?? '';
  const prototype: Record<string, unknown> = controller.prototype;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function') return [];
    const method: RequestMethod | undefined = Reflect.getMetadata(METHOD, handler);
    if (method === undefined) return [];
    const path = [base, Reflect.getMetadata(PATH, handler)].filter((part) => part && part !== '/').join('/');
    const access: Access | undefined = Reflect.getMetadata(ROUTE_CONFIG, handler)?.[ACCESS];
    const { summary: purpose = '', description = '' }: Operation = Reflect.getMetadata(OPERATION, handler) ?? {};
    const verb = RequestMethod[method] ?? '';
    const route = { route: `${verb} /${path}`, scope: scopeOf(access), purpose, refusals: refusalsIn(description) };
    return [{ order: `${verb === 'GET' ? 'queries' : 'commands'} ${path} ${verb}`, route }];
  });
}

function scopeOf(access: Access | undefined): string {
  if (access?.kind === 'scope') return `\`${access.scope}\``;
  return access?.kind === 'open' ? 'everybody' : '';
}

/** The sentence of the description that lists them, without its beginning. */
function refusalsIn(description: string): string {
  const [, refusals] = /Refused[^:]*: (.*)$/s.exec(description) ?? [];
  const single = /^(\d{3} `\w+`)/.exec(description.split('. ').at(-1) ?? '')?.[1];
  return (refusals ?? single ?? '').replace(/\.$/, '').replaceAll('|', '\\|');
}
