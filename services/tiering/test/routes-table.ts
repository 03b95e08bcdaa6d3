/** The routes of tiering as a table: method and path, scope, what it is for, and its refusals in the order tried. */
import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { ACCESS, type Access } from '@scrip/http';
import { TieringModule } from '../src/tiering.module.ts';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
}

/** Where Nest and its modules keep what decorators say. */
const PATH = 'path';
const METHOD = 'method';
const OPERATION = 'swagger/apiOperation';
const ROUTE_CONFIG = '__fastify_route_config__';

/** Commands before queries, each by path. */
export function routesTable(): string {
  const controllers: readonly Type[] = Reflect.getMetadata('controllers', TieringModule) ?? [];
  const rows = controllers.flatMap(routesOf).toSorted((a, b) => compare(a.order, b.order));
  return [
    '| route | scope | | refusals, in the order tried |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => row.text),
  ].join('\n');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function routesOf(controller: Type): readonly { readonly order: string; readonly text: string }[] {
  const base: string = Reflect.getMetadata(PATH, controller) ?? '';
  const prototype: Record<string, unknown> = controller.prototype;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function') return [];
    const method: RequestMethod | undefined = Reflect.getMetadata(METHOD, handler);
    if (method === undefined) return [];
    const path = [base, Reflect.getMetadata(PATH, handler)].filter((part) => part && part !== '/').join('/');
    const access: Access | undefined = Reflect.getMetadata(ROUTE_CONFIG, handler)?.[ACCESS];
    const { summary = '', description = '' }: Operation = Reflect.getMetadata(OPERATION, handler) ?? {};
    const verb = RequestMethod[method] ?? '';
    const scope = access?.kind === 'scope' ? `\`${access.scope}\`` : '';
    const text = `| \`${verb} /${path}\` | ${scope} | ${summary} | ${refusalsIn(description)} |`;
    return [{ order: `${verb === 'GET' ? 'queries' : 'commands'} ${path} ${verb}`, text }];
  });
}

/** The sentence of the description that lists them, without its beginning. */
function refusalsIn(description: string): string {
  const [, refusals] = /Refused[^:]*: (.*)$/s.exec(description) ?? [];
  const single = /^(\d{3} `\w+`)/.exec(description.split('. ').at(-1) ?? '')?.[1];
  return (refusals ?? single ?? '').replace(/\.$/, '').replaceAll('|', '\\|');
}
