/** The card of a stored-value product: how it is made, numbered, handed out and replaced (domain 2.2, 2.5, 2.9, 2.10). */
import { z } from 'zod';
import { dayPeriod, key, RULES_MAX } from './document-words.ts';

/** Shortest and longest card number, check digit included (ISO/IEC 7812-1). */
export const CARD_DIGITS_MIN = 12;
export const CARD_DIGITS_MAX = 19;
/** Shortest and longest PIN (ISO 9564-1). */
export const PIN_DIGITS_MIN = 4;
export const PIN_DIGITS_MAX = 12;
/** Tries that a PIN may have before it is locked, at most. */
export const PIN_TRIES_MAX = 10;

const cardNumber = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^\d{1,10}$/, { error: 'expected 1 to 10 digits' })
      .describe('First digits of every number of the product.'),
    digits: z
      .int()
      .min(CARD_DIGITS_MIN)
      .max(CARD_DIGITS_MAX)
      .describe('Length of the number with its check digit, which is the last one.'),
    from: z
      .string()
      .regex(/^\d{1,18}$/, { error: 'expected digits' })
      .optional()
      .describe('Lowest number of the range, without prefix and check digit; left out: all zeros.'),
    to: z
      .string()
      .regex(/^\d{1,18}$/, { error: 'expected digits' })
      .optional()
      .describe('Highest number of the range, without prefix and check digit; left out: all nines.'),
  })
  .meta({ id: 'CardNumber', description: 'The range that card numbers of a product are taken from.' });

const pin = z
  .strictObject({
    digits: z.int().min(PIN_DIGITS_MIN).max(PIN_DIGITS_MAX).describe('How many digits a PIN has.'),
    triesMax: z.int().min(1).max(PIN_TRIES_MAX).describe('Wrong tries in a row that lock it.'),
    use: z.enum(['everySpend', 'aboveAmount']).describe('Which spends need it: every one; those above an amount.'),
    aboveFen: z
      .int()
      .min(0)
      .optional()
      .describe('With aboveAmount: spends of more than this need the PIN, in fen; left out otherwise.'),
  })
  .meta({ id: 'Pin', description: 'The PIN of a card.' });

const vendor = z
  .strictObject({
    key: key.describe('Name of the vendor that makes the cards; one file a day goes to each.'),
    cardFen: z
      .int()
      .min(0)
      .optional()
      .describe('What the vendor is paid for one card, in fen; left out: as agreed with the vendor.'),
  })
  .meta({ id: 'CardVendor', description: 'Who makes and posts the cards of a product.' });

const collection = z
  .strictObject({
    within: dayPeriod.describe(
      'How long after its receipt by the branch a card may be collected; the last day is in time.',
    ),
    onMissed: z
      .enum(['voidByDesk', 'voidAutomatically'])
      .describe('What becomes of a card that nobody collected: the desk may void it; it is void by itself.'),
  })
  .meta({ id: 'CardCollection', description: 'How long a card waits for its holder.' });

const replacement = z
  .strictObject({
    number: z
      .enum(['same', 'new'])
      .describe('Whether the new card has the number of the old one with the next sequence, or a number of its own.'),
    freeFor: z
      .array(z.enum(['damaged', 'lost', 'stolen', 'faulty']))
      .max(RULES_MAX)
      .optional()
      .describe('Reasons for which the replacement is free; left out: none, where a fee is set.'),
    verify: z
      .array(z.enum(['idDocument', 'profile', 'cardPresent']))
      .max(RULES_MAX)
      .optional()
      .describe(
        'What is checked before a card is replaced; that it is there is not asked of a lost or stolen one. Left out: the ID document at the desk; of a card that a vendor replaces the card itself, of a lost one the ID document.',
      ),
    segments: z
      .array(z.string())
      .min(1)
      .max(RULES_MAX)
      .optional()
      .describe('Keys of the segments whose holders may have it; left out: every holder, unless grades are named.'),
    grades: z
      .array(z.string())
      .min(1)
      .max(RULES_MAX)
      .optional()
      .describe('Keys of the grades whose holders may have it; left out: every holder, unless segments are named.'),
  })
  .meta({ id: 'CardReplacement', description: 'How a damaged or lost card is replaced.' });

const batch = z
  .strictObject({
    faceFen: z.int().min(1).optional().describe('Value that each card is sold with, in fen; left out: none.'),
  })
  .meta({
    id: 'CardBatch',
    description: 'Cards that are ordered in numbers and sold from stock; they can be used from their sale on.',
  });

/** Section `card` of a stored-value product. */
export const cardTermsSchema = z
  .strictObject({
    holder: z.enum(['named', 'bearer']).describe('Whether a card belongs to a person, or to whoever carries it.'),
    form: z
      .enum(['physical', 'virtual', 'rfidSim'])
      .describe('What the card is: plastic or chip; a number only; an application on an RFID-SIM.'),
    number: cardNumber.optional().describe("Range of the card numbers; left out: the issuer's own range, 16 digits."),
    validFor: dayPeriod
      .optional()
      .describe('How long after its activation a card works; the day it ends on is the last one. Left out: for ever.'),
    pin: pin.optional().describe('The PIN of the card; left out: it has none.'),
    vendor: vendor
      .optional()
      .describe('Who makes the cards; left out: nobody, they are printed at the desk or not at all.'),
    collection: collection.optional().describe('How long a made card waits for its holder; left out: for ever.'),
    replacement: replacement.optional().describe('How a card is replaced; left out: by a new number, with ID.'),
    batch: batch.optional().describe('Cards made in numbers; left out: each is made for its holder.'),
    salesRegions: z
      .array(key)
      .min(1)
      .max(RULES_MAX)
      .optional()
      .describe('Regions that a card of the product may be sold in; left out: everywhere.'),
  })
  .meta({ id: 'CardTerms', description: 'The card that opens a wallet of the product.' });

/** How cards of a product are made, numbered, handed out and replaced. */
export type CardTerms = z.infer<typeof cardTermsSchema>;
