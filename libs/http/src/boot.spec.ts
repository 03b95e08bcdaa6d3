import { afterEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Headers, Module, Param, Post, Query, Req } from '@nestjs/common';
import { createLogger } from '@scrip/telemetry';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createDoor, type Door, type DoorModule } from './door.ts';
import { Open, Scope } from './route-access.ts';

let door: Door | undefined;

afterEach(async () => {
  await door?.app.close();
  door = undefined;
});

async function boot(module: DoorModule): Promise<string> {
  door = await createDoor(module, {
    service: 'boot',
    issuerUrl: 'http://127.0.0.1:1',
    audience: 'scrip',
    clock: { now: () => 0 },
    partitionOf: () => 0,
    log: createLogger({ service: 'boot', level: 'silent' }),
  });
  return door.listen(0, '127.0.0.1');
}

@Controller('boot')
class Undeclared {
  @Get()
  nobodySaid(): string {
    return 'x';
  }
}

@Controller('boot')
class Unchecked {
  @Post(':id')
  @Open()
  takes(@Param('id') _id: string, @Query() _query: object, @Body() _body: object, @Headers('x') _x: string): string {
    return 'x';
  }
}

class Inherited {
  @Get(':id')
  @Open()
  takes(@Param('id') id: string): string {
    return id;
  }
}

@Controller('boot')
class Heir extends Inherited {}

@Controller('boot')
class Declared {
  @Get(':id')
  @Open()
  takes(@Param('id', { schema: z.string() }) id: string, @Req() _request: FastifyRequest): object {
    return { id };
  }

  /** Not a route, so it takes what it likes. */
  helper(body: object): object {
    return body;
  }
}

@Module({ controllers: [Undeclared] })
class UndeclaredModule {}
@Module({ controllers: [Unchecked] })
class UncheckedModule {}
@Module({ controllers: [Heir] })
class HeirModule {}
@Module({ controllers: [Declared] })
class DeclaredModule {}

describe('a service does not start', () => {
  it('with a route that says nothing of who may use it', async () => {
    await expect(boot(UndeclaredModule)).rejects.toThrow('GET /boot declares neither @Scope nor @Open');
  });

  it('with a handler that takes what nobody has checked', async () => {
    await expect(boot(UncheckedModule)).rejects.toThrow(
      'without { schema }: Unchecked.takes parameter 1 (params), Unchecked.takes parameter 2 (query), ' +
        'Unchecked.takes parameter 3 (body), Unchecked.takes parameter 4 (@Headers)',
    );
  });

  it('with such a handler in a class above', async () => {
    await expect(boot(HeirModule)).rejects.toThrow('Heir.takes parameter 1 (params)');
  });

  it('with a scope that is none', () => {
    expect(() => Scope('everything and more')).toThrow(TypeError);
  });
});

it('a service starts where each route says who may use it and what it takes', async () => {
  const url = await boot(DeclaredModule);
  expect(await (await fetch(`${url}/boot/7`)).json()).toEqual({ id: '7' });
});
