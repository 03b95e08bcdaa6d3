/** OpenAPI 3.1 of a service, from its decorators and zod schemas, at `/<service>/openapi.json` and `/<service>/docs`. */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import type { FieldMeta } from './fields.ts';
import { SECURITY_SCHEME } from './route-access.ts';

export interface OpenApiOptions {
  /** `ledger`. */
  readonly service: string;
  /** What the service is, in a few sentences of Markdown. */
  readonly description?: string | undefined;
  readonly version: string;
  /** Whose `/.well-known/openid-configuration` tells a client where to get tokens. */
  readonly issuerUrl: string;
}

/** Paths that belong to the documents; they are open to everybody. */
export function documentPaths(service: string): { readonly json: string; readonly page: string } {
  return { json: `/${service}/openapi.json`, page: `/${service}/docs` };
}

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457. Refusals carry the numbers behind them as further members.',
  required: ['type', 'title', 'status', 'code', 'instance', 'correlationId'],
  properties: {
    type: { type: 'string', description: 'urn:scrip:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable, snake_case' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Path of the request' },
    correlationId: { type: ['string', 'null'] },
  },
  additionalProperties: true,
} as const;

const AFTER_PARAMETER = {
  name: 'Scrip-After',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description:
    'Scrip-Position of a command, or of up to four, separated by commas: the answer waits up to 2 s until it shows them, else 503.',
} as const;

/** Serves the document and a page to read it on. Built when it is first asked for. */
export function serveOpenApi(app: INestApplication, options: OpenApiOptions): void {
  const paths = documentPaths(options.service);
  SwaggerModule.setup(paths.page, app, () => openApiDocument(app, options), {
    jsonDocumentUrl: paths.json,
    raw: ['json'],
    customSiteTitle: `Scrip ${options.service}`,
  });
}

/** The document of an application's routes. */
export function openApiDocument(app: INestApplication, options: OpenApiOptions): OpenAPIObject {
  const openIdConnectUrl = `${options.issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Scrip ${options.service}`)
    .setDescription(options.description ?? '')
    .setVersion(options.version)
    .addSecurity(SECURITY_SCHEME, { type: 'openIdConnect', openIdConnectUrl })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => jsonSchemaOf(schema, schemaType),
    operationIdFactory: (_controller, method) => method,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: structuredClone(PROBLEM_SCHEMA) as never },
  };
  for (const [method, operation] of operationsOf(document)) describeOperation(method, operation);
  return document;
}

interface Operation {
  parameters?: unknown[];
  responses: Record<string, unknown>;
  security?: unknown[];
}

function operationsOf(document: OpenAPIObject): [string, Operation][] {
  return Object.values(document.paths).flatMap((item) =>
    Object.entries(item as Record<string, Operation>).filter(([, operation]) => typeof operation === 'object'),
  );
}

/** What every route shares and no handler should have to repeat. */
function describeOperation(method: string, operation: Operation): void {
  operation.responses['default'] ??= {
    description: 'Anything else',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  if (method === 'get' && operation.security) operation.parameters = [...(operation.parameters ?? []), AFTER_PARAMETER];
}

/**
 * JSON Schema of a zod schema for one direction: what may be sent (`input`) or what is answered (`output`). Amounts are
 * integers in both, though the code holds them as bigints.
 */
function jsonSchemaOf(schema: unknown, io: 'input' | 'output') {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _dialect,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { unit } = (z.globalRegistry.get(zodSchema) ?? {}) as FieldMeta;
      if (unit) Object.assign(jsonSchema, integerOf(unit, jsonSchema.minimum));
      else if (zodSchema._zod.def.type === 'bigint') Object.assign(jsonSchema, { type: 'integer' });
    },
  });
  return $defs ? { schema: rest, components: $defs } : { schema: rest };
}

function integerOf(unit: 'fen' | 'points', minimum: number | undefined) {
  const description = unit === 'fen' ? 'fen (1 yuan = 100 fen)' : 'points';
  return { type: 'integer', minimum: minimum ?? 0, maximum: Number.MAX_SAFE_INTEGER, description, unit: undefined };
}
