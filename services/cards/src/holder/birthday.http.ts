/** Whose birthday a day is, for services that give something for it or speak of it. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isBusinessDate } from '@scrip/calendar';
import { Caller, cursorKey, type Page, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { HOLDER_ID, holderIdField } from '../fields.ts';
import { Birthdays } from '../vault/birthdays.ts';
import { READING_HOLDERS_MAX } from '../vault/reading.decider.ts';
import { readingFields } from './holder-route.ts';

/** Kinds of days as they are asked for. */
const KINDS = { own: 'birthday', relative: 'relative_birthday', anniversary: 'anniversary' } as const;

const birthdaysQuery = z.object({
  on: z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' }).describe('The business day, YYYY-MM-DD.'),
  of: z
    .enum(['own', 'relative', 'anniversary'])
    .default('own')
    .describe('Own birthdays; those of relatives, or anniversaries, where the holder gave them.'),
  ...readingFields,
  cursor: pageQuery.cursor,
  limit: z.coerce.number().int().min(1).max(READING_HOLDERS_MAX).default(READING_HOLDERS_MAX),
});
const birthdaysAnswer = z.object({
  items: z.array(z.object({ holderId: holderIdField })),
  next: z.string().nullable(),
});

@Controller('cards/v1/birthdays')
export class BirthdayHttp {
  readonly #birthdays: Birthdays;

  constructor(birthdays: Birthdays) {
    this.#birthdays = birthdays;
  }

  @Get()
  @Scope('birthdays:read')
  @ApiOperation({
    summary: 'List the holders whose birthday a day is',
    description:
      'Ids only, in their order. Born on 29 February: in a year without one it is 28 February. Each page is a fact with its reader and what it was for, which says how many and not who; a page of nobody is none.',
  })
  @ApiOkResponse({ standardSchema: birthdaysAnswer })
  async list(
    @Query({ schema: birthdaysQuery }) { on, of, reason, purpose, cursor, limit }: z.output<typeof birthdaysQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<Page<{ readonly holderId: string }>> {
    const after = cursorKey(cursor, HOLDER_ID) ?? '';
    const reading = { issuerId, actor: subject, reason, purpose };
    const read = await this.#birthdays.on({ on, kind: KINDS[of], after, limit }, reading);
    const holders = read.map((holderId) => ({ holderId }));
    return pageOf(holders, limit, ({ holderId }) => holderId);
  }
}
