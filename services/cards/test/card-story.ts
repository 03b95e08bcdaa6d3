/** A desk that issues cards of one product, for specs that begin with an active card. */
import { type Programme, preset } from '@scrip/programme';
import type { Asking, CardsDoor, Got } from './cards-door.ts';

/** The holder of most stories, and an ID number that is nobody's. */
export const ID_NUMBER = '11010519491231002X';
export const ANOTHER_ID = '110105194912310038';
export const PERSON = {
  name: '某甲',
  mobile: '13900001111',
  birthDate: '1984-02-29',
  address: '某市某路九号',
  locale: 'zh-CN',
};

/** An active card. */
export interface Made {
  readonly cardId: string;
  readonly walletId: string;
  readonly cardNumber: string;
  readonly holderId: string;
}

/** The preset with a PIN, a fee, three years and a range of numbers of its own. */
export function programme(): Programme {
  const apparel = preset('apparel-recharge');
  return {
    ...apparel,
    storedValue: apparel.storedValue?.map((product) => ({
      ...product,
      fees: { cardReplacementFen: 1_000 },
      card: {
        holder: 'named' as const,
        form: 'physical' as const,
        number: { prefix: '62', digits: 19, from: '5000000000000000' },
        validFor: 'P3Y',
        pin: { digits: 6, triesMax: 3, use: 'everySpend' as const },
      },
    })),
  };
}

/** Publishes it. Throws where it is not taken. */
export async function publish(door: CardsDoor): Promise<void> {
  const { status, body } = await door.post('/programmes/apparel-recharge/versions', programme());
  if (status !== 201) throw new Error(JSON.stringify(body));
}

/** The card that an answer tells of. */
export function cardIn(body: Readonly<Record<string, unknown>>): Made {
  const text = (field: string): string => String(body[field]);
  return {
    cardId: text('cardId'),
    walletId: text('walletId'),
    cardNumber: text('cardNumber'),
    holderId: text('holderId'),
  };
}

/** An active card of the holder with this ID number, who is registered where needed. */
export async function activeCard(door: CardsDoor, idNumber = ID_NUMBER): Promise<Made> {
  const { body: holder } = await door.post('/holders', { ...PERSON, idNumber });
  const asked = { holderId: holder['holderId'], programmeId: 'apparel-recharge', productKey: 'recharge-card' };
  const { body } = await door.post('/cards', asked);
  const { status } = await door.post(`/cards/${String(body['cardId'])}/activation`);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return cardIn(body);
}

/** Asks something of a card. */
export function at(door: CardsDoor, { cardId }: Made, path: string, body?: unknown, asking?: Asking): Promise<Got> {
  return door.post(`/cards/${cardId}/${path}`, body, asking);
}
